import { createContext } from 'react';

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
