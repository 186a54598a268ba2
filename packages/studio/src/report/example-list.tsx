import type { FindingExample } from '@parallax-map/core';
import { counted, whole } from '../words.js';
import type { ShownAnswer } from '../state/answer.js';
import { useAnswer } from '../state/answer.js';
import { useActs } from '../state/acts.js';
import { Value, useRest } from './value.js';

/** Examples of a finding: where each stands, and the value. Those with a point on the map lead there. */
export function ExampleList({ examples }: { examples: FindingExample[] }) {
  const answer = useAnswer();
  if (examples.length === 0) return null;
  const why = whyNot(examples, answer);
  return (
    <>
      <ul className="examples">
        {examples.map((example, k) => (
          <Example key={k} example={example} />
        ))}
      </ul>
      {why !== '' && <p className="note">{why}</p>}
    </>
  );
}

function Example({ example }: { example: FindingExample }) {
  const { rows } = useAnswer();
  const { showRow } = useActs();
  const [open, rest] = useRest(example.value);
  const place = placeInWords(example);
  const i = example.row === null ? -1 : rows.placeOf(example.row);
  const words = (
    <>
      {place !== '' && <span className="where figure">{place}</span>}
      <span className="value">
        <Value text={example.value} whole={open} />
      </span>
    </>
  );
  return (
    <li>
      {i >= 0 ? (
        <button className="example" title="Show on the map" onClick={() => showRow(i)}>
          {words}
        </button>
      ) : (
        <span className="example">{words}</span>
      )}
      {rest}
    </li>
  );
}

/** "row 12 · line 14"; the file where there are several. */
export function placeInWords({ row, line, file }: FindingExample): string {
  const parts = [
    ...(file === null ? [] : [file]),
    ...(row === null ? [] : [`row ${whole(row)}`]),
    ...(line === null ? [] : [`line ${whole(line)}`]),
  ];
  return parts.join(' · ');
}

/** Why examples have no point; empty where all have. */
function whyNot(examples: FindingExample[], { rows, data }: ShownAnswer): string {
  const reasons: string[] = [];
  const gone = examples.filter(({ row }) => row !== null && rows.placeOf(row) < 0).length;
  if (gone > 0) {
    const because = data.report.counts.dropped.map((each) => each.because).join(', or ');
    const which = gone === examples.length ? 'Not on the map' : `${counted(gone, 'row')} not on the map`;
    reasons.push(`${which}: left out${because === '' ? '' : ` (${because})`}.`);
  }
  if (examples.some(({ row, line }) => row === null && line !== null))
    reasons.push('Lines that became no row have no place on the map.');
  return reasons.join(' ');
}
