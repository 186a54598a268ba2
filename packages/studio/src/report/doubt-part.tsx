import type { RefitDoubt, Report } from '@parallax-map/core';
import { counted, percent, whole } from '../words.js';
import { Section } from './section.js';

/** How far the answer would be another with another random start, and whether it collapsed. */
export function DoubtPart({ id, report }: { id: string; report: Report }) {
  const { refit, collapse } = report.doubts;
  return (
    <Section id={id} title="How far to trust it">
      {refit === null ? (
        <p>Not asked: the run was told not to lay the rows out a second time.</p>
      ) : (
        <>
          <p className="lead">
            {again(refit)} {whole(refit.survived)} of the {whole(report.counts.topics)} here came back: a
            topic found then shares at least {percent(refit.threshold)} of the rows that either holds
            {isMany(refit) && ', on average'}.
          </p>
          <dl className="measures">
            <Measure name="ARI" value={refit.ari} range={refit.range?.ari} about={agreement(refit)} />
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

function isMany({ each }: RefitDoubt): boolean {
  return each !== undefined && each.length > 1;
}

/** From how many seeds, and what they found. */
function again({ seed, topics, each = [] }: RefitDoubt): string {
  const rows = 'The same rows were laid out and clustered';
  if (each.length < 2) {
    return `${rows} once more from another random start (seed ${seed}). It found ${counted(topics, 'topic')};`;
  }
  const found = each.map((refit) => refit.topics);
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const range = least === most ? counted(most, 'topic') : `${whole(least)} to ${counted(most, 'topic')}`;
  const last = each.at(-1)!.seed;
  return `${rows} again from ${whole(each.length)} other random starts (seeds ${seed} to ${last}). They found ${range};`;
}

function agreement(refit: RefitDoubt): string {
  const { ari } = refit;
  const who = isMany(refit) ? 'mean agreement with the answers' : 'agreement of the two answers';
  const sense = `${who} beyond chance; 1 is the same answer, 0 chance`;
  if (ari >= 0.8) return `high: ${sense}`;
  if (ari >= 0.5) return `partial: ${sense}`;
  return `low, so read the topics as one reading among several: ${sense}`;
}
