import { type Data, Field, FixedSizeList, Float, Float32, makeData, Precision } from 'apache-arrow';
import type { Matrix } from '@parallax-map/kernels';
import { readArrowFile, writeArrowFile } from './arrow-file.js';

/** A matrix as an Arrow IPC file with one FixedSizeList<float32> column, `vector`: one list per row. */
export function encodeMatrix(matrix: Matrix): Uint8Array {
  const { data, rows, cols } = matrix;
  if (data.length !== rows * cols) {
    throw new RangeError(
      `a matrix of ${rows} × ${cols} must hold ${rows * cols} numbers; got ${data.length}`,
    );
  }
  const item = new Field('item', new Float32(), false);
  const type = new FixedSizeList(cols, item);
  const values = makeData({ type: new Float32(), length: data.length, nullCount: 0, data });
  const lists = makeData({ type, length: rows, nullCount: 0, child: values });
  const fields = [new Field('vector', type, false)];
  return writeArrowFile({ kind: 'matrix', fields, children: [lists], rows });
}

/**
 * Reads what {@link encodeMatrix} wrote; the numbers are viewed in place where alignment allows.
 *
 * @throws Error where the bytes are anything else
 */
export function decodeMatrix(bytes: Uint8Array): Matrix {
  const { fields, children, rows } = readArrowFile('matrix', bytes);
  const [field] = fields;
  const type: unknown = field?.type;
  const lists = children[0] as Data<FixedSizeList> | undefined;
  if (fields.length !== 1 || field?.name !== 'vector' || !(type instanceof FixedSizeList) || !lists) {
    throw new Error('a matrix must be one FixedSizeList column named vector');
  }
  const cols = type.listSize;
  const values = lists.children[0];
  const itemType: unknown = values?.type;
  if (!values || !(itemType instanceof Float) || itemType.precision !== Precision.SINGLE) {
    throw new Error('the vectors of a matrix must be float32');
  }
  const data = values.values as Float32Array;
  if (data.length < rows * cols || lists.nullCount > 0 || values.nullCount > 0) {
    throw new Error(`a matrix of ${rows} × ${cols} must hold that many numbers and no nulls`);
  }
  return { data: data.subarray(0, rows * cols), rows, cols };
}
