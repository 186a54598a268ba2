import { percent, whole } from '../words.js';

/** One line of an account. */
export interface Entry {
  name: string;
  count: number;
  /** 0 to 1; null where it says nothing. */
  share: number | null;
  /** Kind of segment in the strip; none where the line is a sum. */
  part?: 'kept' | 'out' | 'wrong' | 'blank';
  /** Second line, in smaller words. */
  note?: string;
}

/** A strip divided as the table under it says, each count beside its share. */
export function Ledger({ name, entries }: { name: string; entries: Entry[] }) {
  const parts = entries.filter(({ part, count }) => part !== undefined && count > 0);
  return (
    <>
      {parts.length > 0 && (
        <div className="split" aria-hidden="true">
          {parts.map(({ name: each, part, count }) => (
            <span key={each} className="part" data-part={part} style={{ flexGrow: count }} />
          ))}
        </div>
      )}
      <table className="counts" aria-label={name}>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.name} className={entry.part === undefined ? 'sum' : undefined}>
              <th scope="row">
                {entry.part !== undefined && <span className="part key" data-part={entry.part} />}
                {entry.name}
                {entry.note !== undefined && <span className="reason">{entry.note}</span>}
              </th>
              <td className="figure">{whole(entry.count)}</td>
              <td className="figure">{entry.share === null ? '' : percent(entry.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
