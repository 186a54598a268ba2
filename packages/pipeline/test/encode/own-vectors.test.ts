import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { readOwnVectors } from '../../dist/encode/index.js';
import { emptyFolder, lengthOf, rowOf } from './helpers.js';

const all = (rows: number): Uint32Array => Uint32Array.from({ length: rows }, (_, i) => i);

/** The bytes NumPy would write. */
function npy(descr: string, shape: string, numbers: ArrayBufferView, version = 1, fortran = 'False'): Buffer {
  const start = version === 1 ? 10 : 12;
  let header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  header = header.padEnd(64 * Math.ceil((start + header.length + 1) / 64) - start - 1) + '\n';
  const head = Buffer.alloc(start);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  if (version === 1) head.writeUInt16LE(header.length, 8);
  else head.writeUInt32LE(header.length, 8);
  return Buffer.concat([
    head,
    Buffer.from(header, 'latin1'),
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  ]);
}

function fileWith(bytes: Uint8Array, name = 'vectors.npy'): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const read = (path: string, rows: number, kept = all(rows)) =>
  readOwnVectors({ from: 'file', path }, rows, kept);

describe('vectors of your own in a .npy file', () => {
  it('are read from float16, float32 and float64, versions 1 and 2, either byte order', async () => {
    const files = [
      npy('<f4', '(2, 2)', Float32Array.of(3, 4, 0, -2)),
      npy('<f8', '(2, 2)', Float64Array.of(3, 4, 0, -2), 2),
      npy('<f2', '(2, 2)', Uint16Array.of(0x4200, 0x4400, 0, 0xc000)),
      npy('>f4', '(2, 2)', Buffer.from('404000004080000000000000c0000000', 'hex')),
    ];
    for (const bytes of files) {
      const { data, rows, cols } = await read(fileWith(bytes), 2);
      expect([rows, cols]).toEqual([2, 2]);
      [0.6, 0.8, 0, -1].forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
    }
  });

  it('are picked by input row, and dropped rows may hold anything', async () => {
    const bytes = npy('<f4', '(3, 2)', Float32Array.of(1, 0, NaN, 0, 0, 5));
    const { data } = await read(fileWith(bytes), 3, Uint32Array.of(0, 2));
    expect([...data]).toEqual([1, 0, 0, 1]);
  });

  it('keep their direction when very long or very short', async () => {
    const { data } = await read(
      fileWith(npy('<f8', '(2, 2)', Float64Array.of(3e300, 4e300, 3e-300, 4e-300))),
      2,
    );
    [0.6, 0.8, 0.6, 0.8].forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
  });

  it.each([
    ['too few', npy('<f4', '(1, 2)', Float32Array.of(1, 2)), /each of the 2 rows.*holds 1/],
    ['NaN', npy('<f4', '(2, 2)', Float32Array.of(1, 2, 3, NaN)), /row 1 .*NaN in column 1/],
    ['infinite', npy('<f4', '(2, 2)', Float32Array.of(Infinity, 2, 3, 4)), /row 0 .*Infinity in column 0/],
    ['zero', npy('<f4', '(2, 2)', Float32Array.of(1, 2, 0, 0)), /row 1 .*only zeros/],
    ['integers', npy('<i4', '(2, 2)', Int32Array.of(1, 2, 3, 4)), /type <i4/],
    ['Fortran order', npy('<f4', '(2, 2)', Float32Array.of(1, 2, 3, 4), 1, 'True'), /Fortran order/],
    ['one dimension', npy('<f4', '(4,)', Float32Array.of(1, 2, 3, 4)), /shape \(4\)/],
    ['no columns', npy('<f4', '(2, 0)', new Float32Array(0)), /row 0 .*has none/],
    ['truncated', npy('<f4', '(2, 2)', Float32Array.of(1, 2, 3)), /12 bytes.*16/],
    ['cut in the header', npy('<f4', '(2, 2)', Float32Array.of(1)).subarray(0, 40), /ends within its header/],
    ['something else', Buffer.from('not an array at all'), /another kind of file/],
    ['empty', Buffer.alloc(0), /another kind of file/],
  ])('are refused when %s, saying what and where', async (_, bytes, message) => {
    await expect(read(fileWith(bytes), 2)).rejects.toMatchObject({
      code: 'VECTORS_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('are refused when the file is not there', async () => {
    await expect(read(join(emptyFolder(), 'none.npy'), 2)).rejects.toMatchObject({ code: 'VECTORS_INVALID' });
  });
});

/** A Parquet file of a query, in a folder whose name DuckDB could take for a pattern. */
async function parquet(query: string): Promise<string> {
  const folder = join(emptyFolder(), `it's [odd]*`);
  mkdirSync(folder);
  const path = join(folder, 'vectors.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

describe('vectors of your own in a Parquet file', () => {
  it('are its one list column, in row order', async () => {
    const path = await parquet('SELECT i, [i::FLOAT, 1] AS v FROM range(3000) t(i)');
    const vectors = await read(path, 3000);
    expect([...rowOf(vectors, 0)]).toEqual([0, 1]);
    for (const row of [1, 2047, 2048, 2999]) {
      expect(vectors.data[2 * row]! / vectors.data[2 * row + 1]!).toBeCloseTo(row, 1);
      expect(lengthOf(rowOf(vectors, row))).toBeCloseTo(1, 5);
    }
  });

  it('are its columns where each is a number', async () => {
    const { data } = await read(await parquet('SELECT 3 AS "0", 4.0 AS "1"'), 1);
    expect([...data]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  it.each([
    ['ragged', 'SELECT unnest([[1.0, 2], [1.0]]) AS v', /row 1 .*has 1 numbers, row 0 has 2/],
    ['missing', 'SELECT unnest([[1.0, 2], NULL]) AS v', /row 1 .*has none/],
    ['holed', 'SELECT unnest([[1.0, 2], [NULL, 1.0]]) AS v', /row 1 .*null in column 0/],
    ['unclear', 'SELECT [1.0] AS v, [2.0] AS w FROM range(2)', /one list column.*v .*w /],
    ['text', "SELECT 'a' AS v FROM range(2)", /got v VARCHAR/],
  ])('are refused when %s, saying what and where', async (_, query, message) => {
    await expect(read(await parquet(query), 2)).rejects.toMatchObject({
      code: 'VECTORS_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('are refused when the file is no Parquet', async () => {
    const path = fileWith(Buffer.from('PAR1 and then nothing'), 'vectors.parquet');
    await expect(read(path, 2)).rejects.toMatchObject({ code: 'VECTORS_INVALID' });
  });
});

describe('vectors of your own in a column of the table', () => {
  const column = (name: string, table: string, cells: (string | null)[] | undefined, rows: number) =>
    readOwnVectors(
      { from: 'column', column: name, tables: [table], cells: async () => cells },
      rows,
      all(rows),
    );

  it('are read from a Parquet table, whatever other lists it has', async () => {
    const table = await parquet("SELECT 'a' AS title, [0.0, 2.0] AS v, [1, 2] AS w");
    expect([...(await column('v', table, undefined, 1)).data]).toEqual([0, 1]);
  });

  it('are read from text with and without brackets', async () => {
    const table = fileWith(Buffer.from('title,v\n'), 'films.csv');
    const { data } = await column('v', table, ['[0, 2e0]', '-3, 0'], 2);
    expect([...data]).toEqual([0, 1, -1, 0]);
  });

  it('are refused when a cell is no list, or there is no such column', async () => {
    const table = fileWith(Buffer.from('title,v\n'), 'films.csv');
    await expect(column('v', table, ['1, 2', 'a, 2'], 2)).rejects.toThrow(/row 1 .*NaN in column 0/);
    await expect(column('v', table, ['1, 2', '1,,2'], 2)).rejects.toThrow(/row 1 /);
    await expect(column('v', table, ['1, 2', null], 2)).rejects.toThrow(/row 1 .*has none/);
    await expect(column('v', table, undefined, 2)).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
    const lists = await parquet('SELECT [1.0] AS v');
    await expect(column('other', lists, undefined, 1)).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
  });
});
