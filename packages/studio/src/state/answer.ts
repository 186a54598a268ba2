import { createContext, useContext } from 'react';
import type { Answer } from '../recipe/answer.js';
import type { Fragile } from '../topics/doubt.js';
import type { Theme } from './place.js';

/** The answer that is shown, and by what light. */
export interface ShownAnswer extends Answer {
  fragile: Fragile;
  theme: Theme;
}

/** Changes with the answer and the theme alone: what a reader does is handed on as props, to those whom it concerns. */
export const AnswerContext = createContext<ShownAnswer | null>(null);

/** The answer that all parts of the page stand in. */
export function useAnswer(): ShownAnswer {
  return useContext(AnswerContext)!;
}
