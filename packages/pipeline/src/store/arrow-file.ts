import {
  type Data,
  type Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table as ArrowTable,
  tableFromIPC,
  tableToIPC,
} from 'apache-arrow';

/** What one of our Arrow files holds: named columns of one record batch. */
export interface ArrowContent {
  kind: 'matrix' | 'table';
  fields: Field[];
  children: Data[];
  rows: number;
}

/** Bytes of an Arrow IPC file, with Parallax's version in the schema's metadata. */
export function writeArrowFile({ kind, fields, children, rows }: ArrowContent): Uint8Array {
  const schema = new Schema(
    fields,
    new Map([
      [VERSION_KEY, VERSION],
      [KIND_KEY, kind],
    ]),
  );
  const data = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return tableToIPC(new ArrowTable(schema, [new RecordBatch(schema, data)]), 'file');
}

/**
 * What {@link writeArrowFile} wrote, viewed in place where alignment allows.
 *
 * @throws Error where the bytes are no Arrow file, a truncated one, or one of another kind or version
 */
export function readArrowFile(kind: ArrowContent['kind'], bytes: Uint8Array): ArrowContent {
  if (!hasMagic(bytes, 0) || !hasMagic(bytes, bytes.length - MAGIC.length)) {
    throw new Error('must be a whole Arrow IPC file, with ARROW1 at both ends');
  }
  const table = tableFromIPC(aligned(bytes));
  const { fields, metadata } = table.schema;
  const version = metadata.get(VERSION_KEY);
  const found = metadata.get(KIND_KEY);
  if (version !== VERSION || found !== kind) {
    throw new Error(
      `must be a ${kind} of version ${VERSION}; got ${found ?? 'a foreign file'} ${version ?? ''}`,
    );
  }
  const [batch] = table.batches;
  if (!batch || table.batches.length !== 1) {
    throw new Error(`must hold one record batch; got ${table.batches.length}`);
  }
  return { kind, fields, children: batch.data.children, rows: batch.numRows };
}

const VERSION = '1';
const VERSION_KEY = 'parallax.version';
const KIND_KEY = 'parallax.kind';
const MAGIC = new TextEncoder().encode('ARROW1');

function hasMagic(bytes: Uint8Array, at: number): boolean {
  return at >= 0 && MAGIC.every((byte, i) => bytes[at + i] === byte);
}

/** 64-bit values can only be viewed at multiples of 8 bytes. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
