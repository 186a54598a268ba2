import type { StudioData } from '@parallax-map/core';
import { counted, whole } from '../words.js';
import { Ledger } from './ledger.js';
import { Section } from './section.js';

/** The counts, in words: rows in, left out, placed in a topic, and the rest. */
export function CountsPart({ id, data }: { id: string; data: StudioData }) {
  const { report, textCut, stage } = data;
  const { rows, kept, topics, noise } = report.counts;
  const left = rows - kept;
  const share = (n: number) => (kept > 0 ? n / kept : 0);
  return (
    <Section id={id} title="What came out">
      <p className="lead">
        {left === 0
          ? `All ${counted(rows, 'row')} of the table are on the map.`
          : `${whole(kept)} of the table’s ${counted(rows, 'row')} are on the map; ${whole(left)} ${left === 1 ? 'was' : 'were'} left out.`}{' '}
        {stage === 'points' ? 'Their topics are still to come.' : report.noiseNote}
      </p>
      {stage !== 'points' && (
        <Ledger
          name="Rows by topic"
          entries={[
            {
              name: `Rows in ${counted(topics, 'topic')}`,
              count: kept - noise,
              share: share(kept - noise),
              part: 'kept',
            },
            { name: 'Rows without a topic', count: noise, share: share(noise), part: 'out' },
          ]}
        />
      )}
      {report.purposeNote !== '' && <p className="note">{report.purposeNote}</p>}
      {report.encoder.fellBackBecause !== null && (
        <p className="note wrong">
          The texts were encoded by {report.encoder.name}: {report.encoder.fellBackBecause}
        </p>
      )}
      {textCut && (
        <p className="note">Texts are cut short in this page to keep it small; the table holds them whole.</p>
      )}
    </Section>
  );
}
