import type { ColumnSummary } from '@parallax-map/core';
import { percent, whole } from '../words.js';

/** The columns of the source: what each plays, how full it is, and what stands in it. */
export function ColumnList({ columns, rows }: { columns: ColumnSummary[]; rows: number }) {
  if (columns.length === 0) return null;
  return (
    <section>
      <h3>Columns</h3>
      <div className="scroll" tabIndex={0} role="region" aria-label="Columns of the table">
        <table className="columns">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Role</th>
              <th scope="col" className="figure">
                Filled
              </th>
              <th scope="col" className="figure">
                Distinct
              </th>
              <th scope="col">Examples</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">
                  {column.name} <span className="type">{column.type}</span>
                </th>
                <td>{column.role ?? '–'}</td>
                <td className="figure" title={`${whole(column.filled)} rows`}>
                  {rows > 0 ? percent(column.filled / rows) : '–'}
                </td>
                <td className="figure">{whole(column.distinct)}</td>
                <td className="examples" dir="auto">
                  {column.examples.slice(0, 3).map(short).join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function short(example: string): string {
  return example.length > 60 ? `${example.slice(0, 60).trimEnd()}…` : example;
}
