/**
 * Encodes some items and times it. What a session takes to start is left out: the clock starts at the first vectors.
 *
 * @param encode encodes them and tells how many are done; the vectors are kept, so that nothing is done twice
 * @returns items a second; null where there were too few to tell
 */
export async function timeEncoder(
  encode: (progress: (done: number) => void) => Promise<unknown>,
): Promise<number | null> {
  const ticks: { done: number; at: number }[] = [];
  await encode((done) => ticks.push({ done, at: performance.now() }));
  const first = ticks.find(({ done }) => done > 0);
  const last = ticks.at(-1);
  if (!first || !last || last.done === first.done) return null;
  return (last.done - first.done) / ((last.at - first.at) / 1000);
}
