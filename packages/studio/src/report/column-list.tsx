import { fold, type ColumnSummary, type Finding } from '@parallax-map/core';
import { Fragment, useMemo, useState } from 'react';
import { counted, percent, whole } from '../words.js';
import { columnsOf } from './columns-of.js';
import { Section } from './section.js';
import { SeveritySign } from './severity-sign.js';
import { head } from './unseen.js';
import { useMore } from './use-more.js';
import { Words } from './value.js';

interface ColumnListProps {
  id: string;
  columns: ColumnSummary[];
  rows: number;
  findings: readonly Finding[];
  /** Asks for the findings about a column. */
  onColumn: (name: string) => void;
}

/** Tables of more columns are folded, and searched by name; so many of them stand at first. */
const MANY = 40;
const FIRST = 25;

/** The columns of the source: what each plays, how full it is, what stands in it, and what was found about it. */
export function ColumnList({ id, columns, rows, findings, onColumn }: ColumnListProps) {
  const [query, setQuery] = useState('');
  const about = useMemo(() => byColumn(findings), [findings]);
  const many = columns.length > MANY;
  const ordered = useMemo(() => (many ? tellingFirst(columns, about) : columns), [many, columns, about]);
  if (columns.length === 0) return null;
  const wanted = fold(query).trim();
  const found = wanted === '' ? ordered : ordered.filter(({ name }) => fold(name).includes(wanted));
  return (
    <Section id={id} title="Columns">
      {many && (
        <div className="find">
          <input
            type="text"
            inputMode="search"
            aria-label="Find a column"
            placeholder="Find a column"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            dir="auto"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <p className="note" role="status">
            {wanted === ''
              ? `${counted(columns.length, 'column')}; those that play a role or have findings come first.`
              : `${whole(found.length)} of ${counted(columns.length, 'column')}${found.length === 0 ? ': try fewer letters.' : ''}`}
          </p>
        </div>
      )}
      <ColumnTable key={wanted} columns={found} rows={rows} about={about} onColumn={onColumn} />
    </Section>
  );
}

type ByColumn = Map<string, Finding[]>;

function byColumn(findings: readonly Finding[]): ByColumn {
  const about: ByColumn = new Map();
  for (const finding of findings) {
    for (const column of columnsOf(finding)) {
      const before = about.get(column);
      if (before === undefined) about.set(column, [finding]);
      else before.push(finding);
    }
  }
  return about;
}

function tellingFirst(columns: ColumnSummary[], about: ByColumn): ColumnSummary[] {
  const tells = ({ name, role }: ColumnSummary) => role !== null || about.has(name);
  return [...columns.filter(tells), ...columns.filter((column) => !tells(column))];
}

interface ColumnTableProps extends Pick<ColumnListProps, 'columns' | 'rows' | 'onColumn'> {
  about: ByColumn;
}

function ColumnTable({ columns, rows, about, onColumn }: ColumnTableProps) {
  const [shown, more] = useMore(columns.length, columns.length > MANY ? FIRST : MANY, 100);
  if (columns.length === 0) return null;
  return (
    <>
      <table className="columns" aria-label="Columns of the table">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col" className="figure">
              Filled
            </th>
            <th scope="col" className="figure">
              Distinct
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.slice(0, shown).map((column) => (
            <ColumnLine
              key={column.name}
              column={column}
              rows={rows}
              findings={about.get(column.name) ?? []}
              onColumn={onColumn}
            />
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}

interface ColumnLineProps extends Pick<ColumnListProps, 'rows' | 'onColumn'> {
  column: ColumnSummary;
  findings: readonly Finding[];
}

function ColumnLine({ column, rows, findings, onColumn }: ColumnLineProps) {
  const share = rows > 0 ? column.filled / rows : 0;
  return (
    <tr>
      <th scope="row">
        <bdi className="column-name">
          <Words text={short(column.name, 80)} />
        </bdi>{' '}
        <span className="type">{kindInWords(column)}</span>
        {findings.length > 0 && (
          <button
            className="marks"
            title="Show what was found"
            aria-label={`${counted(findings.length, 'finding')} about ${column.name}`}
            onClick={() => onColumn(column.name)}
          >
            {findings.slice(0, 6).map(({ severity }, k) => (
              <SeveritySign key={k} severity={severity} silent />
            ))}
          </button>
        )}
        {column.examples.length > 0 && (
          <span className="cells">
            {column.examples.slice(0, 3).map((example, k) => (
              <Fragment key={k}>
                {k > 0 && ' · '}
                <bdi>
                  <Words text={short(example, 60)} />
                </bdi>
              </Fragment>
            ))}
          </span>
        )}
      </th>
      <td className="figure">
        <span className="filled">
          <span>{whole(column.filled)}</span> <span>{rows > 0 ? percent(share) : '–'}</span>
        </span>
        <span className="fill" aria-hidden="true">
          <span style={{ width: `${100 * share}%` }} />
        </span>
      </td>
      <td className="figure">{whole(column.distinct)}</td>
    </tr>
  );
}

/** "text, varchar"; nested kinds can be pages long. */
function kindInWords({ role, type }: ColumnSummary): string {
  const kind = short(type.toLowerCase(), 40);
  return role === null ? kind : `${role} · ${kind}`;
}

function short(text: string, most: number): string {
  return text.length > most ? `${head(text, most).trimEnd()}…` : text;
}
