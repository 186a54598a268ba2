import fc from 'fast-check';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import {
  type Column,
  decodeJson,
  decodeMatrix,
  decodeTable,
  encodeJson,
  encodeMatrix,
  encodeTable,
  tableColumn,
} from '../../src/store/index.js';

const matrix = { data: Float32Array.from([1, 2, NaN, -0, Infinity, 1e-40]), rows: 2, cols: 3 };
const columns: Column[] = [
  { name: 'row', type: 'uint32', values: Uint32Array.from([0, 4294967295, 2]) },
  { name: 'topic', type: 'int32', values: Int32Array.from([-1, 5, 0]), valid: Uint8Array.from([1, 1, 0]) },
  { name: 'x', type: 'float32', values: Float32Array.from([0.5, NaN, 2]) },
  {
    name: 'y',
    type: 'float64',
    values: Float64Array.from([0.1, 0, -1e300]),
    valid: Uint8Array.from([1, 0, 1]),
  },
  { name: 'kept', type: 'bool', values: Uint8Array.from([1, 0, 1]), valid: Uint8Array.from([1, 0, 1]) },
  { name: 'label', type: 'utf8', values: ['', null, 'naïve 映画 🎬'] },
];

test('columns that share memory are written each for itself', () => {
  const values = Int32Array.from({ length: 1000 }, (_, i) => i);
  const shared: Column[] = [
    { name: 'level_4', type: 'int32', values },
    { name: 'level_5', type: 'int32', values },
    { name: 'part', type: 'int32', values: values.subarray(0) },
  ];
  for (const column of decodeTable(encodeTable(shared))) expect(column.values).toEqual(values);
});

describe('matrices as Arrow files', () => {
  test('come back as they went', () => {
    const back = decodeMatrix(encodeMatrix(matrix));
    expect(back).toEqual(matrix);
    expect(decodeMatrix(encodeMatrix({ data: new Float32Array(0), rows: 0, cols: 4 }))).toMatchObject({
      rows: 0,
      cols: 4,
    });
  });

  test('come back from bytes at any offset', () => {
    const bytes = encodeMatrix(matrix);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeMatrix(shifted.subarray(3))).toEqual(matrix);
  });

  test('are one list column named vector, with the version beside it, for anyone who reads Arrow', () => {
    const table = tableFromIPC(encodeMatrix(matrix));
    expect(String(table.schema)).toContain('vector: FixedSizeList[3]<Float32>');
    expect(table.schema.metadata.get('parallax.version')).toBe('1');
    expect([...(table.get(0)!['vector'] as Iterable<number>)]).toEqual([1, 2, NaN]);
  });

  test('must have rows × columns numbers', () => {
    expect(() => encodeMatrix({ ...matrix, rows: 3 })).toThrow(/9 numbers; got 6/);
  });
});

describe('tables as Arrow files', () => {
  test('come back as they went, nulls as nulls', () => {
    const back = decodeTable(encodeTable(columns));
    expect(back.map(({ name, type }) => [name, type])).toEqual(columns.map(({ name, type }) => [name, type]));
    expect(tableColumn(back, 'row', 'uint32').values).toEqual(columns[0]!.values);
    expect(tableColumn(back, 'topic', 'int32').valid).toEqual(Uint8Array.from([1, 1, 0]));
    expect(tableColumn(back, 'x', 'float32').values).toEqual(columns[2]!.values);
    expect(tableColumn(back, 'kept', 'bool').values).toEqual(Uint8Array.from([1, 0, 1]));
    expect(tableColumn(back, 'label', 'utf8').values).toEqual(columns[5]!.values);
  });

  test('are the same bytes whatever stands under a null', () => {
    const other = columns.map((column) =>
      column.name === 'topic' ? { ...column, values: Int32Array.from([-1, 5, 99]) } : column,
    ) as Column[];
    expect(encodeTable(other)).toEqual(encodeTable(columns));
  });

  test('may have no rows, or no columns', () => {
    expect(decodeTable(encodeTable([{ name: 'a', type: 'utf8', values: [] }]))).toMatchObject([
      { name: 'a' },
    ]);
    expect(decodeTable(encodeTable([]))).toEqual([]);
  });

  test('must have columns of one length', () => {
    const short: Column = { name: 'short', type: 'utf8', values: [] };
    expect(() => encodeTable([...columns, short])).toThrow(/"short" has 0/);
  });

  test('are asked for a column by name and type', () => {
    expect(() => tableColumn(columns, 'row', 'int32')).toThrow(/int32 column "row"; got uint32/);
    expect(() => tableColumn(columns, 'rows', 'int32')).toThrow(/got none/);
  });

  test('carry any text', () => {
    const text = fc.array(fc.option(fc.string({ unit: 'binary' })));
    fc.assert(
      fc.property(text, (values) => {
        const back = tableColumn(
          decodeTable(encodeTable([{ name: 't', type: 'utf8', values }])),
          't',
          'utf8',
        );
        expect(back.values).toEqual(values);
      }),
    );
  });
});

describe('bytes that are something else', () => {
  test('are refused, wherever they are cut', () => {
    for (const [bytes, decode] of [
      [encodeMatrix(matrix), decodeMatrix],
      [encodeTable(columns), decodeTable],
    ] as const) {
      for (let end = 0; end < bytes.length; end += 7) expect(() => decode(bytes.subarray(0, end))).toThrow();
    }
  });

  test('are refused when they hold the other kind', () => {
    expect(() => decodeMatrix(encodeTable(columns))).toThrow(/must be a matrix/);
    expect(() => decodeTable(encodeMatrix(matrix))).toThrow(/must be a table/);
    expect(() => decodeTable(new TextEncoder().encode('ARROW1 but no more ARROW1'))).toThrow();
  });
});

test('JSON ends in a newline and comes back; what is no UTF-8 is refused', () => {
  expect(new TextDecoder().decode(encodeJson({ b: 1, a: ['é'] }))).toBe(
    '{\n  "b": 1,\n  "a": [\n    "é"\n  ]\n}\n',
  );
  expect(decodeJson(encodeJson({ a: [1] }))).toEqual({ a: [1] });
  expect(() => decodeJson(Uint8Array.from([0x22, 0xff, 0x22]))).toThrow(TypeError);
});
