/** What is used of sharp: reading a picture into pixels. */
declare module 'sharp' {
  interface Options {
    failOn?: 'none' | 'truncated' | 'error' | 'warning';
    limitInputPixels?: number;
    ignoreIcc?: boolean;
    sequentialRead?: boolean;
  }
  interface Metadata {
    width: number;
    height: number;
    /** Interpretation of the pixels: `srgb`, `b-w`, `cmyk` … */
    space?: string;
  }
  interface Sharp {
    metadata(): Promise<Metadata>;
    pipelineColourspace(space: string): Sharp;
    toColourspace(space: string): Sharp;
    raw(options: { depth: 'uchar' }): Sharp;
    toBuffer(options: { resolveWithObject: true }): Promise<{
      data: Uint8Array;
      info: { width: number; height: number; channels: number };
    }>;
  }
  const sharp: {
    (bytes: Uint8Array, options?: Options): Sharp;
    concurrency(threads: number): number;
    cache(enabled: boolean): unknown;
  };
  export default sharp;
}
