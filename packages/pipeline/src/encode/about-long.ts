/** Says how many texts are longer than the encoder reads, and what is done about it; nothing where none is. */
export function aboutLong(
  { maxTokens, long }: { maxTokens: number | null; long: 'cut' | 'passages' },
  cut: number,
  of: number,
  measured = '',
): string[] {
  if (cut === 0) return [];
  const say = (value: number): string => value.toLocaleString('en-US');
  const share = ((100 * cut) / of).toFixed(1);
  const what =
    long === 'cut'
      ? `the rest of ${cut === 1 ? 'it' : 'them'} is not read (--long passages reads it)`
      : `${cut === 1 ? 'it is' : 'they are'} read in passages, and the passages averaged`;
  return [
    `${say(cut)} of ${say(of)} texts (${share} %) ${cut === 1 ? 'is' : 'are'} longer than ${maxTokens} tokens${measured}; ${what}`,
  ];
}
