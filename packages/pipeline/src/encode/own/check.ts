import { ParallaxError } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { writeUnit } from '../unit.js';
import type { FoundVectors } from './own-vectors.js';

/**
 * The vectors of the kept rows as one matrix, each scaled to unit length.
 *
 * @param name how the vectors are called in messages
 * @throws ParallaxError VECTORS_INVALID where there are not as many vectors as rows, or a kept row has none,
 *   one of another length, a value that is not a finite number, or only zeros
 */
export function checkedVectors(found: FoundVectors, name: string, rows: number, kept: Uint32Array): Matrix {
  if (found.rows !== rows) {
    throw new ParallaxError(
      'VECTORS_INVALID',
      `${name} must hold one vector for each of the ${rows} rows of the table; it holds ${found.rows}`,
    );
  }
  const cols = found.at(kept[0] ?? 0)?.length ?? 0;
  const data = new Float32Array(kept.length * cols);
  kept.forEach((row, i) => {
    const vector = found.at(row);
    const fail = (got: string): never => {
      throw new ParallaxError(
        'VECTORS_INVALID',
        `${name} must hold a vector of finite numbers, not all zero, of one length; row ${row} (the first is 0) ${got}`,
      );
    };
    if (!vector || vector.length === 0) return fail('has none');
    if (vector.length !== cols) return fail(`has ${vector.length} numbers, row ${kept[0]} has ${cols}`);
    for (let j = 0; j < cols; j++) {
      if (!Number.isFinite(vector[j] ?? NaN)) fail(`has ${vector[j]} in column ${j}`);
    }
    if (!writeUnit(vector as ArrayLike<number>, data.subarray(i * cols, (i + 1) * cols)))
      fail('has only zeros');
  });
  return { data, rows: kept.length, cols };
}
