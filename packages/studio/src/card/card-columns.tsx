import type { SourceColumn } from '../data/source.js';
import type { Rows } from '../data/rows.js';
import { LongValue, Words } from '../report/value.js';
import { head } from '../report/unseen.js';

interface CardColumnsProps {
  rows: Rows;
  i: number;
}

/** Every column of the table for one row, but what stands above as its title and text. Blank ones are named together. */
export function CardColumns({ rows, i }: CardColumnsProps) {
  const columns = rows.source.filter(({ field }) => field !== 'title' && field !== 'text');
  const filled = columns.filter((column) => column.say(i) !== '');
  const blank = columns.filter((column) => !filled.includes(column));
  if (columns.length === 0) return null;
  return (
    <>
      <dl aria-label="All columns">
        {filled.map((column) => (
          <div key={column.name}>
            <dt title={head(column.name, 200)}>
              <ColumnName column={column} />
            </dt>
            <dd
              className={isFigure(column, i) ? 'figure' : undefined}
              dir={isFigure(column, i) ? undefined : 'auto'}
            >
              <LongValue key={i} text={column.say(i)} />
            </dd>
          </div>
        ))}
      </dl>
      {blank.length > 0 && (
        <p className="hint">
          Blank:{' '}
          {blank.slice(0, MOST_BLANK).map((column, k) => (
            <span key={column.name}>
              {k > 0 && ', '}
              <ColumnName column={column} />
            </span>
          ))}
          {blank.length > MOST_BLANK && ` and ${blank.length - MOST_BLANK} more`}
        </p>
      )}
    </>
  );
}

/** Of a wide table many are blank. */
const MOST_BLANK = 12;

/** A few categories for a card that only hovers. */
export function CardFacets({ rows, i }: CardColumnsProps) {
  const facets = rows.source.filter((column) => column.role === 'facet' && column.say(i) !== '');
  if (facets.length === 0) return null;
  return (
    <dl>
      {facets.slice(0, 6).map((column) => (
        <div key={column.name}>
          <dt>
            <ColumnName column={column} />
          </dt>
          <dd className={isFigure(column, i) ? 'figure' : undefined} dir="auto">
            <Words text={head(column.say(i), 200)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ColumnName({ column }: { column: SourceColumn }) {
  return (
    <bdi>
      <Words text={head(column.name.replaceAll('_', ' '), 80)} />
    </bdi>
  );
}

function isFigure({ kind, written }: SourceColumn, i: number): boolean {
  return kind !== 'words' && written(i) === null;
}
