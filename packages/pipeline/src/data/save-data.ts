import type { ColumnSummary } from '@parallax-map/core';
import {
  type Artifact,
  type Column,
  decodeJson,
  decodeTable,
  encodeJson,
  encodeTable,
  type Table,
  tableColumn,
  type TableColumn,
} from '../store/index.js';

/** The data step's output as files: `rows.arrow`, one line per input row, `columns.json` and `kinds.json`. */
export function saveData({
  table,
  columns,
}: {
  table: Table;
  columns: ColumnSummary[];
}): Record<string, Uint8Array> {
  const rows: Column[] = [
    { name: 'id', type: 'utf8', values: table.id },
    { name: 'title', type: 'utf8', values: table.title },
    { name: 'text', type: 'utf8', values: table.text },
    { name: 'kept', type: 'bool', values: table.kept },
    { name: 'dropped_because', type: 'utf8', values: table.droppedBecause },
    { name: 'duplicate_of', type: 'int32', values: table.duplicateOf },
    { name: 'time', type: 'utf8', values: table.time },
    { name: 'year', type: 'float64', values: table.year },
    { name: 'weight', type: 'float64', values: table.weight },
    { name: 'image', type: 'utf8', values: table.image },
    { name: 'link', type: 'utf8', values: table.link },
    { name: 'line', type: 'uint32', values: table.line },
    { name: 'file', type: 'utf8', values: table.file },
    ...(table.places === undefined ? [] : placeColumns(table.places)),
    ...(table.topics === undefined ? [] : [{ name: TOPICS, type: 'utf8' as const, values: table.topics }]),
    ...table.columns.map(({ values }, k): Column => ({ name: `${CELLS}${k}`, type: 'utf8', values })),
  ];
  const kinds = table.columns.map(({ name, kind, facet }) => ({ name, kind, facet }));
  return {
    'rows.arrow': encodeTable(rows),
    'columns.json': encodeJson(columns),
    'kinds.json': encodeJson(kinds),
  };
}

/** Throws where the files are not what {@link saveData} writes. */
export function loadData({ files }: Artifact): { table: Table; columns: ColumnSummary[] } {
  const rows = decodeTable(files['rows.arrow']!);
  const nullable = (name: string) => [...tableColumn(rows, name, 'utf8').values];
  const text = (name: string) => nullable(name).map((value) => value ?? '');
  const kept = tableColumn(rows, 'kept', 'bool').values;
  const has = (name: string): boolean => rows.some((column) => column.name === name);
  const kinds = decodeJson(files['kinds.json']!) as Omit<TableColumn, 'values'>[];
  const table: Table = {
    rows: kept.length,
    id: text('id'),
    title: text('title'),
    text: text('text'),
    kept,
    droppedBecause: nullable('dropped_because'),
    duplicateOf: tableColumn(rows, 'duplicate_of', 'int32').values,
    time: nullable('time'),
    year: tableColumn(rows, 'year', 'float64').values,
    weight: tableColumn(rows, 'weight', 'float64').values,
    image: text('image'),
    link: text('link'),
    columns: kinds.map((column, k) => ({ ...column, values: text(`${CELLS}${k}`) })),
    line: tableColumn(rows, 'line', 'uint32').values,
    file: text('file'),
    ...(has('own_x') && {
      places: {
        x: tableColumn(rows, 'own_x', 'float32').values,
        y: tableColumn(rows, 'own_y', 'float32').values,
      },
    }),
    ...(has(TOPICS) && { topics: text(TOPICS) }),
  };
  return { table, columns: decodeJson(files['columns.json']!) as ColumnSummary[] };
}

const CELLS = 'cells:';
const TOPICS = 'own_topic';

function placeColumns({ x, y }: NonNullable<Table['places']>): Column[] {
  return [
    { name: 'own_x', type: 'float32', values: x },
    { name: 'own_y', type: 'float32', values: y },
  ];
}
