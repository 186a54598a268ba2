import type { DecisionRecord, Report } from '@parallax-map/core';
import { valueInWords } from '../words.js';
import { Section } from './section.js';

const ORIGINS: Record<DecisionRecord['origin'], string> = {
  recipe: 'chosen',
  inferred: 'read from the columns',
  data: 'from the data',
  default: 'default',
};

/** Every decision of the run with its value, who made it, and why. */
export function DecisionList({ id, report }: { id: string; report: Report }) {
  return (
    <Section id={id} title="Decisions">
      <dl className="decisions">
        {report.decisions.map(({ path, value, origin, reason }) => (
          <div key={path}>
            <dt>
              <code>{path}</code>
            </dt>
            <dd>
              <strong dir="auto">{valueInWords(value)}</strong>{' '}
              <span className="origin">{ORIGINS[origin]}</span>
              {reason !== '' && <span className="reason">{reason}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
