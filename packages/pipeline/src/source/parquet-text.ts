import type { DuckDBConnection, DuckDBListType, DuckDBType } from '@duckdb/node-api';
import type { ParquetColumn } from './parquet-columns.js';

/**
 * A value of Parquet as text, in SQL. Bytes that are text in all rows are that text: many programs write strings
 * so. Lists of decimals and other bytes are vectors and pictures, nothing to read: only their size is told.
 *
 * @param from the reader that the value is selected from
 */
export async function parquetText(
  connection: DuckDBConnection,
  from: string,
  { value, type }: ParquetColumn,
): Promise<string> {
  const { DuckDBTypeId: Id } = await import('@duckdb/node-api');
  if (type.typeId === Id.BLOB) {
    const isText = await connection.runAndReadAll(`SELECT bool_and(${isTextSql(value)}) FROM ${from}`);
    return isText.value(0, 0) === true ? `decode(${value})` : scalarText(value, type, Id);
  }
  if (type.typeId === Id.LIST) {
    const item = (type as DuckDBListType).valueType;
    if (isFloat(item, Id)) return `'[' || len(${value}) || ' numbers]'`;
    if (isNested(item, Id)) return `CAST(to_json(${value}) AS VARCHAR)`;
    return `array_to_string(list_transform(${value}, lambda x: ${scalarText('x', item, Id)}), ', ')`;
  }
  if (isNested(type, Id)) return `CAST(to_json(${value}) AS VARCHAR)`;
  return scalarText(value, type, Id);
}

type TypeIds = typeof import('@duckdb/node-api').DuckDBTypeId;

/** Null where there is nothing to say. */
function isTextSql(value: string): string {
  const text = `TRY(decode(${value}))`;
  return `CASE WHEN ${value} IS NOT NULL THEN coalesce(NOT regexp_matches(${text}, '[\\x00-\\x08\\x0E-\\x1F\\x7F]'), false) END`;
}

function isFloat({ typeId }: DuckDBType, Id: TypeIds): boolean {
  return typeId === Id.FLOAT || typeId === Id.DOUBLE;
}

function isNested({ typeId }: DuckDBType, Id: TypeIds): boolean {
  return [Id.STRUCT, Id.MAP, Id.LIST, Id.ARRAY, Id.UNION].includes(typeId);
}

function scalarText(value: string, type: DuckDBType, Id: TypeIds): string {
  if (type.typeId === Id.BLOB) return `'[' || octet_length(${value}) || ' bytes]'`;
  // Whole numbers are decimals wherever a program had blanks among them: years are years again.
  if (isFloat(type, Id)) return `regexp_replace(CAST(${value} AS VARCHAR), '\\.0$', '')`;
  return `CAST(${value} AS VARCHAR)`;
}
