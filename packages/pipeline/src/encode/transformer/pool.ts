import type { Pooling } from '../models/model-settings.js';
import { Unfit } from '../workers/unfit.js';

/**
 * Makes the states of the tokens of one text into its vector of unit length (Reimers & Gurevych 2019, §3). All
 * tokens count: a text runs alone, without padding to mask.
 *
 * @param states row-major, tokens × d; not modified
 * @param pooling mean or largest value over the tokens, or the state of the first or last token
 * @returns d numbers
 * @throws Unfit where they have no length or no finite one
 */
export function pool(states: Float32Array, tokens: number, pooling: Pooling): Float32Array {
  const d = states.length / tokens;
  const vector = new Float64Array(d);
  if (pooling === 'cls' || pooling === 'last') {
    const t = pooling === 'cls' ? 0 : tokens - 1;
    for (let j = 0; j < d; j++) vector[j] = states[t * d + j]!;
  } else if (pooling === 'max') {
    vector.fill(-Infinity);
    for (let t = 0; t < tokens; t++) {
      for (let j = 0; j < d; j++) vector[j] = Math.max(vector[j]!, states[t * d + j]!);
    }
  } else {
    for (let t = 0; t < tokens; t++) {
      for (let j = 0; j < d; j++) vector[j]! += states[t * d + j]!;
    }
  }
  return unit(vector);
}

/**
 * Mean of the vectors of the passages of a text, each counted by its tokens, scaled to unit length.
 *
 * @param weights tokens of each passage, positive
 */
export function average(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float64Array(vectors[0]!.length);
  vectors.forEach((vector, i) => {
    for (let j = 0; j < sum.length; j++) sum[j]! += weights[i]! * vector[j]!;
  });
  return unit(sum);
}

function unit(vector: Float64Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new Unfit(`it gives a vector of length ${length}; a positive finite length is needed`);
  }
  return Float32Array.from(vector, (value) => value / length);
}
