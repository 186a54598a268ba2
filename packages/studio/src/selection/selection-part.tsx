import { useEffect, useMemo, useRef, useState } from 'react';
import type { Rows } from '../data/rows.js';
import { clauseAt, type Filter } from '../filter/clause.js';
import { countKept } from '../filter/mask.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import { useAnswer } from '../state/answer.js';
import { counted, whole } from '../words.js';
import { contrasts, TOPIC, type Contrast } from './contrast.js';
import { download, selectionCsv } from './export-csv.js';
import { selectionParquet } from './export-parquet.js';
import { exportedColumns } from './exported.js';
import { RowTable } from './row-table.js';
import { readWords, tellingWords, type TextWords } from './telling-words.js';

interface SelectionPartProps {
  filter: Filter;
  kept: Uint8Array;
}

const WORDS = 10;
const CONTRASTS = 8;

/** What the rows kept have in common: words, values, and the rows themselves. */
export function SelectionPart({ filter, kept }: SelectionPartProps) {
  const { data, rows } = useAnswer();
  const read = useWords(rows);
  const words = useMemo(() => read && tellingWords(read, kept, WORDS), [read, kept]);
  // What was asked for is no finding.
  const found = useMemo(
    () => contrasts(rows, data.topics, kept).filter(({ column }) => !isAskedFor(filter, column)),
    [rows, data, kept, filter],
  );
  const places = useMemo(() => placesOf(kept), [kept]);
  return (
    <section className="selection" aria-label="Selection">
      <h3>What they share</h3>
      {words === null && <p className="note">Reading the texts…</p>}
      {words !== null && words.length > 0 && (
        <p className="telling" dir="auto">
          {words.join(', ')}
        </p>
      )}
      {words?.length === 0 && <p className="note">No word tells these rows from the others.</p>}
      {read !== null && read.sampled.length < rows.n && (
        <p className="hint">Words of {counted(read.sampled.length, 'row')}, evenly spaced.</p>
      )}
      {found.length > 0 && (
        <ul className="contrasts" aria-label="More or less often than by chance">
          {found.slice(0, CONTRASTS).map((each) => (
            <li key={`${each.column} ${each.value}`} title={chance(each)}>
              <bdi>
                <Words text={head(each.value, 120)} />
              </bdi>
              <span className="figure">
                {whole(each.count)} · {times(each)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3>
        {counted(places.length, 'row')}
        {places.length > 0 && (
          <span className="exports">
            <button
              className="quiet"
              onClick={() =>
                download(selectionCsv(exportedColumns(data, rows), places), `${data.name}-selection.csv`)
              }
            >
              Export CSV
            </button>
            <button
              className="quiet"
              aria-label="Export Parquet"
              onClick={() =>
                download(
                  selectionParquet(exportedColumns(data, rows), places),
                  `${data.name}-selection.parquet`,
                )
              }
            >
              Parquet
            </button>
          </span>
        )}
      </h3>
      {places.length === 0 ? (
        <p className="note">No row has all of this. Drop one of the choices above.</p>
      ) : (
        <RowTable places={places} />
      )}
    </section>
  );
}

function isAskedFor(filter: Filter, column: string): boolean {
  return (
    clauseAt(filter, 'values', column) !== null || (column === TOPIC && clauseAt(filter, 'topics') !== null)
  );
}

/** "3.1 times as often", "half as often", "never". */
function times({ count, expected }: Contrast): string {
  if (count === 0) return 'never';
  const ratio = count / expected;
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toFixed(1))} times`;
}

function chance({ column, count, expected }: Contrast): string {
  return `${column.replaceAll('_', ' ')}: ${whole(count)} of these rows; as many rows by chance would hold ${Number(expected.toFixed(1))}`;
}

function placesOf(kept: Uint8Array): Uint32Array {
  const places = new Uint32Array(countKept(kept));
  for (let i = 0, at = 0; i < kept.length; i++) if (kept[i] === 1) places[at++] = i;
  return places;
}

/** Read with the first selection, then kept. */
function useWords(rows: Rows): TextWords | null {
  const known = useRef<{ rows: Rows; words: TextWords } | null>(null);
  const [, done] = useState(0);
  useEffect(() => {
    if (known.current?.rows === rows) return;
    const stop = new AbortController();
    readWords(rows, stop.signal).then(
      (words) => {
        known.current = { rows, words };
        done((turn) => turn + 1);
      },
      () => undefined, // stopped: nobody waits any more
    );
    return () => stop.abort();
  }, [rows]);
  return known.current?.rows === rows ? known.current.words : null;
}
