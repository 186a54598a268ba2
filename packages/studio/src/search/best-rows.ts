const STEPS = 4095;
/** Where more of the rows than one in so many are to be put in order, looking at all is quicker than sorting. */
const MANY = 32;

/**
 * The rows of the highest scores, highest first, ties in the order of the table: sorted by counting, since they may be
 * all there are.
 *
 * @param scores 0 for rows that are not among `rows`
 * @param top the highest score
 * @param most rows that are wanted
 */
export function bestRows(rows: Uint32Array, scores: Float32Array, top: number, most: number): number[] {
  const scale = STEPS / (top || 1);
  const step = (row: number) => STEPS - ((scores[row]! * scale) | 0);
  const isMany = rows.length > scores.length / MANY;
  const next = new Uint32Array(STEPS + 2);
  if (isMany) {
    for (let row = 0; row < scores.length; row++) if (scores[row]! > 0) next[step(row) + 1]!++;
  } else for (let k = 0; k < rows.length; k++) next[step(rows[k]!) + 1]!++;
  for (let k = 0; k <= STEPS; k++) next[k + 1]! += next[k]!;

  const best = new Array<number>(Math.min(most, rows.length)).fill(0);
  /** Past this step all have a place past the last. */
  const last = next.findLastIndex((first) => first < best.length);
  const put = (row: number) => {
    const at = step(row) <= last ? next[step(row)]!++ : best.length;
    if (at < best.length) best[at] = row;
  };
  if (isMany) {
    for (let row = 0; row < scores.length; row++) if (scores[row]! > 0) put(row);
  } else {
    const good = rows.filter((row) => step(row) <= last).sort();
    for (let k = 0; k < good.length; k++) put(good[k]!);
  }
  return best;
}
