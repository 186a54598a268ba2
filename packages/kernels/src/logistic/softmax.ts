import { KernelInputError } from '../matrix/index.js';
import { exp } from '../math/index.js';

/** Shares of each row of logits / temperature, rows × classes; no logit is too large. */
export function softmax(logits: Float64Array, classes: number, temperature = 1): Float64Array {
  if (!(temperature > 0)) throw new KernelInputError(`temperature must be above 0; got ${temperature}`);
  const shares = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    let most = -Infinity;
    for (let c = from; c < from + classes; c++) most = Math.max(most, logits[c]!);
    let sum = 0;
    for (let c = from; c < from + classes; c++) sum += shares[c] = exp((logits[c]! - most) / temperature);
    for (let c = from; c < from + classes; c++) shares[c]! /= sum;
  }
  return shares;
}
