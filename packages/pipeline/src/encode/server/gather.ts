import { ParallaxError } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { writeUnit } from '../unit.js';
import type { ServerModel } from './decision.js';
import type { Wanted } from './kept.js';

/**
 * The vectors of all texts, once every piece of them is there: that of the text, or the mean of its passages.
 *
 * @throws ParallaxError ENCODER_INVALID where what is kept has more than one length
 */
export function gather({ hashes, kept }: Wanted, decision: ServerModel): Matrix {
  const d = kept.get(hashes[0]?.[0] ?? '')?.vector.length ?? 0;
  const data = new Float32Array(hashes.length * d);
  hashes.forEach((pieces, text) => {
    const parts = pieces.map((hash) => kept.get(hash)!);
    if (parts.some(({ vector }) => vector.length !== d)) {
      throw new ParallaxError(
        'ENCODER_INVALID',
        `The vectors kept of ${decision.server} (model "${decision.model}") must have one length; some have ${d}, others not.`,
      );
    }
    const row = data.subarray(text * d, (text + 1) * d);
    if (parts.length === 1) row.set(parts[0]!.vector);
    else average(parts, row);
  });
  return { data, rows: hashes.length, cols: d };
}

/** The mean of passages, each counted by its tokens, scaled to unit length. */
function average(parts: { vector: Float32Array; tokens: number }[], row: Float32Array): void {
  const sum = new Float64Array(row.length);
  for (const { vector, tokens } of parts) vector.forEach((value, j) => (sum[j]! += tokens * value));
  // Passages that cancel out leave no direction: the first then stands for the text.
  if (!writeUnit(sum, row)) row.set(parts[0]!.vector);
}
