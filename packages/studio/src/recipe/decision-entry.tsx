import type { Decision, DecisionRecord } from '@parallax-map/core';
import { useId, useState } from 'react';
import { valueInWords } from '../words.js';
import { readValue, sameValue, typedValue } from './decision-value.js';

export interface EntryProps {
  decision: Decision;
  /** As the run used it; undefined where the report has none. */
  record: DecisionRecord | undefined;
  /** What it is to become; undefined where nothing is changed. */
  drafted: { value: unknown; fault: string | null } | undefined;
  /** Absent where nothing can be run. Undefined takes the change back. */
  onDraft: ((path: string, drafted: EntryProps['drafted']) => void) | undefined;
}

/** Decisions to be changed, by their place in the recipe. */
export type Draft = ReadonlyMap<string, NonNullable<EntryProps['drafted']>>;

const ORIGINS: Record<DecisionRecord['origin'], string> = {
  recipe: 'chosen',
  inferred: 'read from the columns',
  data: 'from the data',
  default: 'default',
};

/** One decision: its value and who made it, what it hides or shows, and on asking what it means and why. */
export function DecisionEntry({ decision, record, drafted, onDraft }: EntryProps) {
  const { path, about, shows } = decision;
  const id = useId();
  const origin = record?.origin ?? 'default';
  const reason = record !== undefined && record.reason !== about ? record.reason : '';
  return (
    <li className="decision" data-origin={origin} data-drafted={drafted !== undefined}>
      <div className="decision-head">
        <h4 id={id}>{nameOf(path)}</h4>
        {onDraft === undefined ? (
          <strong className="value" dir="auto">
            {valueInWords(record?.value)}
          </strong>
        ) : (
          <Field
            decision={decision}
            record={record}
            drafted={drafted}
            labelledBy={id}
            onDraft={(next) => onDraft(path, next)}
          />
        )}
        <span className="origin">{drafted === undefined ? ORIGINS[origin] : 'changed'}</span>
      </div>
      {drafted?.fault != null && (
        <p className="wrong" role="alert" id={`${id}-fault`}>
          {drafted.fault}
        </p>
      )}
      {drafted !== undefined && (
        <p className="reason">
          It was <bdi>{valueInWords(record?.value)}</bdi>.{' '}
          <button className="more" onClick={() => onDraft?.(path, undefined)}>
            Keep that
          </button>
        </p>
      )}
      {shows !== '' && <p className="shows">{shows}</p>}
      <details>
        <summary>What it means</summary>
        <p>{about}</p>
        <dl>
          {decision.default !== undefined && (
            <div>
              <dt>Default</dt>
              <dd dir="auto">{defaultInWords(decision)}</dd>
            </div>
          )}
          {reason !== '' && (
            <div>
              <dt>Why this value</dt>
              <dd dir="auto">{reason}</dd>
            </div>
          )}
          <div>
            <dt>In the recipe</dt>
            <dd>
              <code>{path}</code>
              {decision.flag !== undefined && (
                <>
                  {' '}
                  · <code>--{decision.flag}</code>
                </>
              )}
            </dd>
          </div>
        </dl>
      </details>
    </li>
  );
}

interface FieldProps {
  decision: Decision;
  record: DecisionRecord | undefined;
  drafted: EntryProps['drafted'];
  labelledBy: string;
  onDraft: (drafted: EntryProps['drafted']) => void;
}

/** What its type asks for: a box to tick, a list to choose from, or a line to type. */
function Field({ decision, record, drafted, labelledBy, onDraft }: FieldProps) {
  const { kind, choices, nullable, min, max } = decision;
  const value = drafted === undefined ? record?.value : drafted.value;
  const [text, setText] = useState<string | null>(null);
  const take = (next: { value: unknown; fault: string | null }) =>
    onDraft(next.fault === null && sameValue(next.value, record?.value) ? undefined : next);
  const shared = {
    'aria-labelledby': labelledBy,
    'aria-invalid': drafted?.fault != null,
    'aria-describedby': drafted?.fault != null ? `${labelledBy}-fault` : undefined,
  };
  if (kind === 'switch')
    return (
      <input
        type="checkbox"
        {...shared}
        checked={value === true}
        onChange={(event) => take({ value: event.target.checked, fault: null })}
      />
    );
  if (kind === 'choice')
    return (
      <select
        {...shared}
        value={value === null || value === undefined ? '' : String(value)}
        onChange={(event) =>
          take({ value: event.target.value === '' ? null : event.target.value, fault: null })
        }
      >
        {nullable && <option value="">from the data</option>}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  return (
    <input
      type="text"
      {...shared}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      autoComplete="off"
      spellCheck={false}
      title={kind === 'number' ? endsInWords(min, max) : undefined}
      placeholder={nullable ? 'from the data' : undefined}
      value={drafted === undefined ? typedValue(record?.value) : (text ?? typedValue(drafted.value))}
      onChange={(event) => {
        setText(event.target.value);
        take(readValue(decision, event.target.value));
      }}
      onBlur={() => setText(null)}
    />
  );
}

function endsInWords(min: number | null, max: number | null): string | undefined {
  if (min === null) return max === null ? undefined : `At most ${max}`;
  return max === null ? `${min} or more` : `${min} to ${max}`;
}

function defaultInWords({ default: value, nullable }: Decision): string {
  return value === null && nullable ? 'decided from the data, or none' : valueInWords(value);
}

/** `cluster.minClusterSize` → "Min cluster size". */
export function nameOf(path: string): string {
  const [, ...inner] = path.split('.');
  const words = (inner.length > 0 ? inner : [path])
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
