import type { Report } from '@parallax-map/core';
import { counted, percent, whole } from '../words.js';

/** The counts, in words: rows in, left out and why, placed in a topic, and the rest. */
export function CountsPart({ report, textCut }: { report: Report; textCut: boolean }) {
  const { rows, kept, dropped, topics, noise } = report.counts;
  const left = rows - kept;
  const placed = kept - noise;
  const share = (n: number) => (kept > 0 ? n / kept : 0);
  return (
    <section>
      <h3>What came out</h3>
      <p className="lead">
        {left === 0
          ? `All ${counted(rows, 'row')} of the table are on the map.`
          : `${whole(kept)} of the table’s ${counted(rows, 'row')} are on the map; ${whole(left)} ${left === 1 ? 'was' : 'were'} left out.`}{' '}
        {report.noiseNote}
      </p>
      {kept > 0 && (
        <div className="split" role="img" aria-label={`${percent(share(placed))} of the rows have a topic`}>
          <span style={{ flexGrow: placed }} className="split-placed" />
          <span style={{ flexGrow: noise }} className="split-noise" />
        </div>
      )}
      <table className="counts">
        <tbody>
          <Line name={`Rows in ${counted(topics, 'topic')}`} n={placed} share={share(placed)} />
          <Line name="Rows without a topic" n={noise} share={share(noise)} />
          {dropped.map(({ because, rows: n }) => (
            <Line key={because} name={`Left out: ${because}`} n={n} share={rows > 0 ? n / rows : 0} />
          ))}
        </tbody>
      </table>
      {report.purposeNote !== '' && <p className="note">{report.purposeNote}</p>}
      {report.encoder.fellBackBecause !== null && (
        <p className="note wrong">
          The texts were encoded by {report.encoder.name}: {report.encoder.fellBackBecause}
        </p>
      )}
      {textCut && (
        <p className="note">Texts are cut short in this page to keep it small; the table holds them whole.</p>
      )}
    </section>
  );
}

function Line({ name, n, share }: { name: string; n: number; share: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="figure">{whole(n)}</td>
      <td className="figure">{percent(share)}</td>
    </tr>
  );
}
