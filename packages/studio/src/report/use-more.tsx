import { useState, type ReactNode } from 'react';
import { whole } from '../words.js';

/**
 * Shows a long list in steps.
 *
 * @param first entries that stand at once
 * @param step most entries that a press of the button adds
 * @returns how many to show, and the button that shows more; none where all stand
 */
export function useMore(total: number, first: number, step: number): [number, ReactNode] {
  const [asked, setAsked] = useState(first);
  const left = total - asked;
  if (left <= 0) return [total, null];
  const next = Math.min(step, left);
  const button = (
    <button className="more" onClick={() => setAsked(asked + next)}>
      Show {whole(next)} more{next < left && ` of ${whole(left)}`}
    </button>
  );
  return [asked, button];
}
