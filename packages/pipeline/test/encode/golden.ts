import { readFileSync } from 'node:fs';

export interface GoldenText {
  text: string;
  ids: number[];
  vector: Float32Array;
}

/** 40 sentences with the token ids and vectors of the reference; how they were made: fixtures/README.md. */
export function goldenTexts(): GoldenText[] {
  const file = new URL('./fixtures/minilm.json', import.meta.url);
  const { items } = JSON.parse(readFileSync(file, 'utf8')) as {
    items: { text: string; ids: string; fp32: string }[];
  };
  return items.map(({ text, ids, fp32 }) => ({
    text,
    ids: ids.split(' ').map(Number),
    vector: new Float32Array(new Uint8Array(Buffer.from(fp32, 'base64')).buffer),
  }));
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = a.length === b.length ? 0 : Infinity;
  a.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - b[i]!))));
  return largest;
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += value * b[i]!;
    aa += value * value;
    bb += b[i]! * b[i]!;
  });
  return ab / Math.sqrt(aa * bb);
}
