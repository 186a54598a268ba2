import { open, writeFile } from 'node:fs/promises';

/**
 * Unit rows in 384 dimensions around 100 centres of unequal weight, the same on every machine up to the last digit
 * of the sine: the table of the scale races.
 *
 *  - `blobs`: every coordinate has its own noise, so a row's neighbours are no nearer to each other than to it: the
 *    hard case for anything that follows neighbours of neighbours;
 *  - `texture`: the noise has 24 dimensions, as the meanings of texts have few.
 *
 * Coordinates come from streams of mulberry32, so the first rows of a large table are those of a small one.
 *
 * @param {'blobs' | 'texture'} kind
 * @param {number} rows
 * @param {string} path written as little-endian float32, row-major
 */
export async function writeSynthetic(kind, rows, path) {
  const file = await open(path, 'w');
  try {
    const row = kind === 'blobs' ? blobRows() : textureRows();
    const block = new Float32Array(CHUNK * COLUMNS);
    for (let from = 0; from < rows; from += CHUNK) {
      const count = Math.min(CHUNK, rows - from);
      for (let i = 0; i < count; i++) writeUnit(row(from + i), block, i * COLUMNS);
      await file.writeFile(new Uint8Array(block.buffer, 0, count * COLUMNS * 4));
    }
  } finally {
    await file.close();
  }
}

/** The centre that each row lies around: the truth that clusters are held against. */
export function syntheticLabels(rows) {
  return Int32Array.from({ length: rows }, (_, i) =>
    Math.min(CENTERS - 1, Math.floor(CENTERS * uniform(3, i) ** 1.5)),
  );
}

/** Two labellings of the same rows, one after the other as int32: 200 clusters, and the same with a fifth moved. */
export async function writeLabels(rows, path) {
  const labels = new Int32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    labels[i] = Math.floor(200 * uniform(6, i) ** 1.5) - 1;
    labels[rows + i] = uniform(7, i) < 0.2 ? Math.floor(150 * uniform(8, i)) - 1 : labels[i];
  }
  await writeFile(path, new Uint8Array(labels.buffer));
}

export const COLUMNS = 384;
const CENTERS = 100;
const CHUNK = 4096;

function blobRows() {
  const centers = unitCenters();
  const out = new Float64Array(COLUMNS);
  return (i) => {
    const center = COLUMNS * centerOf(i);
    for (let c = 0; c < COLUMNS; c++) out[c] = centers[center + c] + 0.12 * normal(2, i * COLUMNS + c);
    return out;
  };
}

function textureRows() {
  const centers = unitCenters();
  const inner = 24;
  const spread = Float64Array.from(
    { length: inner * COLUMNS },
    (_, t) => (0.25 * normal(4, t)) / Math.sqrt(COLUMNS),
  );
  const out = new Float64Array(COLUMNS);
  return (i) => {
    const center = COLUMNS * centerOf(i);
    for (let c = 0; c < COLUMNS; c++) out[c] = centers[center + c] + 0.01 * normal(2, i * COLUMNS + c);
    for (let a = 0; a < inner; a++) {
      const along = normal(5, i * inner + a);
      for (let c = 0; c < COLUMNS; c++) out[c] += along * spread[a * COLUMNS + c];
    }
    return out;
  };
}

function unitCenters() {
  const rows = Float64Array.from({ length: CENTERS * COLUMNS }, (_, t) => normal(1, t));
  for (let j = 0; j < CENTERS; j++) {
    const row = rows.subarray(j * COLUMNS, (j + 1) * COLUMNS);
    const length = Math.hypot(...row);
    for (let c = 0; c < COLUMNS; c++) row[c] /= length;
  }
  return rows;
}

function centerOf(i) {
  return Math.min(CENTERS - 1, Math.floor(CENTERS * uniform(3, i) ** 1.5));
}

function writeUnit(row, out, at) {
  let squares = 0;
  for (let c = 0; c < COLUMNS; c++) squares += row[c] * row[c];
  const length = Math.sqrt(squares);
  for (let c = 0; c < COLUMNS; c++) out[at + c] = row[c] / length;
}

/** Draw t of a stream as a standard normal (Box & Muller 1958). */
function normal(stream, t) {
  return (
    Math.sqrt(-2 * Math.log(1 - uniform(stream, 2 * t))) * Math.cos(2 * Math.PI * uniform(stream, 2 * t + 1))
  );
}

/** Draw t of mulberry32 seeded with the stream's number, 0 to 1; counted, so any row can be made by itself. */
function uniform(stream, t) {
  const state = (stream + Math.imul((t + 1) | 0, 0x6d2b79f5)) | 0;
  let x = Math.imul(state ^ (state >>> 15), 1 | state);
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
  return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
}
