import { ParallaxError } from '../errors.js';
import { didYouMean } from '../nearest.js';
import type { Decision } from './decisions.js';

/**
 * The value that a flag's text stands for. `auto` gives a decision back to its default or
 * the data, `none` leaves a column or list empty.
 *
 * @throws ParallaxError USAGE saying what was required and what was got
 */
export function flagValue(decision: Decision, text: string | boolean): unknown {
  if (decision.kind === 'switch') return text === true || text === 'true';
  const raw = String(text).trim();
  if (raw === 'auto') {
    if (decision.nullable) return null;
    if (decision.default !== undefined) return decision.default;
  }
  if (raw === 'none' && decision.nullable) return null;
  if (decision.kind === 'number') {
    const value = Number(raw);
    if (raw === '' || !Number.isFinite(value)) throw refuse(decision, 'a number', raw);
    return value;
  }
  if (decision.kind === 'choice' && !decision.choices.includes(raw)) {
    throw refuse(decision, `one of ${decision.choices.join(', ')}`, raw, didYouMean(raw, decision.choices));
  }
  if (decision.kind === 'list') {
    if (raw === 'none' || raw === '') return [];
    return raw
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  if (raw === '' && !decision.mayBeEmpty) throw refuse(decision, 'a value', raw);
  return decision.kind === 'text' ? String(text) : raw;
}

function refuse(decision: Decision, required: string, got: string, hint = ''): ParallaxError {
  return new ParallaxError('USAGE', `--${decision.flag} needs ${required}; got "${got}".${hint}`);
}
