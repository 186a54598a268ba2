/** Characters that are encoded to see how fast it goes: some seconds of work for each thread. */
const CHARACTERS = 40_000;

/**
 * Encodes some of the texts and times it. What a session takes to start is left out: the clock starts at the first
 * vectors.
 *
 * @param pending texts that no vector is kept of, at least one
 * @param encode encodes texts and tells how many are done; the vectors are kept, so that nothing is done twice
 * @returns texts a second; null where there were too few to tell
 */
export async function timeEncoder(
  pending: readonly string[],
  threads: number,
  encode: (texts: string[], progress: (done: number) => void) => Promise<unknown>,
): Promise<number | null> {
  const ticks: { done: number; at: number }[] = [];
  await encode(someOf(pending, threads * CHARACTERS), (done) => ticks.push({ done, at: performance.now() }));
  const first = ticks.find(({ done }) => done > 0);
  const last = ticks.at(-1);
  if (!first || !last || last.done === first.done) return null;
  return (last.done - first.done) / ((last.at - first.at) / 1000);
}

/** Texts spread evenly, of about so many characters together. */
export function someOf(texts: readonly string[], characters: number): string[] {
  const all = texts.reduce((sum, text) => sum + text.length, 0);
  const count = Math.min(
    texts.length,
    Math.max(1, Math.round((texts.length * characters) / Math.max(all, 1))),
  );
  return Array.from({ length: count }, (_, i) => texts[Math.floor((i * texts.length) / count)]!);
}
