import { KernelInputError } from '../matrix/index.js';
import { random } from '../random/index.js';

/** `wanted` of n rows drawn without return, ascending; all of them where `wanted` is undefined or not less. */
export function sampleRows(n: number, wanted: number | undefined, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  if (wanted === undefined || wanted >= n) return all;
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new KernelInputError(`sample must be a whole number of at least 1; got ${wanted}`);
  }
  const { below } = random(seed, 'measures.sample');
  for (let i = 0; i < wanted; i++) {
    const j = i + below(n - i, i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, wanted).sort();
}
