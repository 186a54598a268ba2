import type { DuckDBConnection, DuckDBStructType, DuckDBType } from '@duckdb/node-api';
import { MOST_DEPTH, MOST_FIELDS } from './loaded-file.js';
import { sqlText } from './sql.js';

/** A column of Parquet, or a value within one. */
export interface ParquetColumn {
  /** Names from the column down to the value, as the file spells them. */
  path: string[];
  /** The value in SQL over the reader. */
  value: string;
  type: DuckDBType;
}

/**
 * The columns of a Parquet file, objects taken apart, and the reader that SQL selects them from. DuckDB renames
 * what differs in case only, so columns are told by their places; their names come from the file's schema.
 */
export async function parquetColumns(
  connection: DuckDBConnection,
  path: string,
): Promise<{ columns: ParquetColumn[]; from: string }> {
  const { DuckDBTypeId } = await import('@duckdb/node-api');
  const file = sqlText(path);
  const reader = `read_parquet(${file}, hive_partitioning = false)`;
  const types = (await connection.run(`SELECT * FROM ${reader} LIMIT 0`)).columnTypes();
  const from = `${reader} AS t(${types.map((_, i) => `p${i}`).join(', ')})`;
  const schema = await connection.runAndReadAll(`SELECT name, num_children FROM parquet_schema(${file})`);
  const root = schemaTree(schema.getRows().map(([name, count]) => [String(name), Number(count ?? 0)]));
  const columns: ParquetColumn[] = [];
  const add = (column: ParquetColumn, { children }: SchemaNode): void => {
    const { path, value, type } = column;
    const isStruct = type.typeId === DuckDBTypeId.STRUCT;
    const fields = isStruct ? (type as DuckDBStructType).entryTypes : [];
    if (fields.length === 0 || fields.length > MOST_FIELDS || path.length > MOST_DEPTH) columns.push(column);
    else {
      fields.forEach((type, i) => {
        const child = children[i]!;
        add({ path: [...path, child.name], value: `struct_extract_at(${value}, ${i + 1})`, type }, child);
      });
    }
  };
  types.forEach((type, i) => {
    const node = root.children[i]!;
    add({ path: [node.name], value: `p${i}`, type }, node);
  });
  return { columns, from };
}

interface SchemaNode {
  name: string;
  children: SchemaNode[];
}

/** The tree of a schema, which stands in the file depth first. */
function schemaTree(elements: [name: string, children: number][]): SchemaNode {
  let next = 0;
  const read = (): SchemaNode => {
    const [name, count] = elements[next++]!;
    return { name, children: Array.from({ length: count }, read) };
  };
  return read();
}
