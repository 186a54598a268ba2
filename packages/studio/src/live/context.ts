import { createContext } from 'react';
import type { RunStory } from './story.js';

/** The local server behind the page. */
export interface Live {
  /** Perspective that is shown. */
  perspective: string;
  /** Whether all of its answer is there, its vectors too. */
  isWhole: boolean;
  /** Shows another perspective. */
  choose: (perspective: string) => void;
}

/** null in an offline page. */
export const LiveContext = createContext<Live | null>(null);

/** The run that goes on, or went on last: it changes many times a second, and only who reads it here is drawn anew. */
export const RunContext = createContext<RunStory | null>(null);
