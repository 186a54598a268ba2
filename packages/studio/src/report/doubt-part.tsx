import type { StudioData } from '@parallax-map/core';
import { counted, percent, whole } from '../words.js';
import { Section } from './section.js';

/** How far the answer would be another with another random start, and whether it collapsed. */
export function DoubtPart({ id, data: { report, stage } }: { id: string; data: StudioData }) {
  const { refit, collapse } = report.doubts;
  return (
    <Section id={id} title="How far to trust it">
      {refit === null ? (
        <p>
          {stage === undefined
            ? 'Not asked: the run was told not to lay the rows out a second time.'
            : 'Still to come: the run will lay the rows out a second time and see what stays.'}
        </p>
      ) : (
        <>
          <p className="lead">
            The same rows were laid out and clustered once more from another random start (seed {refit.seed}).
            It found {counted(refit.topics, 'topic')}; {whole(refit.survived)} of the{' '}
            {whole(report.counts.topics)} here came back: a topic found then shares at least{' '}
            {percent(refit.threshold)} of the rows that either holds.
          </p>
          <dl className="measures">
            <Measure name="ARI" value={refit.ari} about={agreement(refit.ari)} />
            <Measure
              name="AMI"
              value={refit.ami}
              about="shared information beyond chance; 1 is the same answer, 0 chance"
            />
          </dl>
        </>
      )}
      {collapse !== null && (
        <p className="notice">
          One topic holds {percent(collapse.share)} of the rows that have one. {collapse.advice} The leaf
          answer would have {counted(collapse.leafTopics, 'topic')}, with {percent(collapse.leafNoiseShare)}{' '}
          of the rows in none.
        </p>
      )}
    </Section>
  );
}

function Measure({ name, value, about }: { name: string; value: number; about: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="figure">{value.toFixed(2)}</dd>
      <dd>{about}</dd>
    </div>
  );
}

function agreement(ari: number): string {
  const sense = 'agreement of the two answers beyond chance; 1 is the same answer, 0 chance';
  if (ari >= 0.8) return `high: ${sense}`;
  if (ari >= 0.5) return `partial: ${sense}`;
  return `low, so read the topics as one reading among several: ${sense}`;
}
