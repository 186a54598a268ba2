declare module 'stopword';

declare module 'eld/small' {
  export const eld: {
    /** ISO 639-1, '' where nothing was recognised. */
    detect(text: string): { language: string; isReliable(): boolean };
  };
}
