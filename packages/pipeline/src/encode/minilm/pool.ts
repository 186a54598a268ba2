/**
 * Mean of the token states of one text, scaled to unit length. All tokens count: a text runs alone, without
 * padding to mask.
 *
 * @param states row-major, tokens × d; not modified
 * @param out d numbers, overwritten
 */
export function pool(states: Float32Array, tokens: number, out: Float32Array): void {
  const d = out.length;
  const sum = new Float64Array(d);
  for (let t = 0; t < tokens; t++) {
    for (let j = 0; j < d; j++) sum[j]! += states[t * d + j]!;
  }
  let square = 0;
  for (let j = 0; j < d; j++) square += sum[j]! * sum[j]!;
  const length = Math.sqrt(square);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new Error(`the model gave a vector of length ${length}; a positive finite length is needed`);
  }
  for (let j = 0; j < d; j++) out[j] = sum[j]! / length;
}
