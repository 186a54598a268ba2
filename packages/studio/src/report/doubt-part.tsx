import type { StudioData } from '@parallax-map/core';
import { counted, percent, whole } from '../words.js';
import { agreementInWords, isMany, refitInWords } from './doubt-words.js';
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
            {refitInWords(refit)} {whole(refit.survived)} of the {whole(report.counts.topics)} here came back:
            a topic found then shares at least {percent(refit.threshold)} of the rows that either holds
            {isMany(refit) && ', on average'}.
          </p>
          <dl className="measures">
            <Measure name="ARI" value={refit.ari} range={refit.range?.ari} about={agreementInWords(refit)} />
            <Measure
              name="AMI"
              value={refit.ami}
              range={refit.range?.ami}
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

interface MeasureProps {
  name: string;
  value: number;
  /** Least and most, where there are several. */
  range: [number, number] | undefined;
  about: string;
}

function Measure({ name, value, range, about }: MeasureProps) {
  const [least, most] = (range ?? [value, value]).map((end) => end.toFixed(2));
  return (
    <div>
      <dt>{name}</dt>
      <dd className="figure">{value.toFixed(2)}</dd>
      <dd>
        {least !== most && `from ${least} to ${most}; `}
        {about}
      </dd>
    </div>
  );
}
