import type { ThemeName } from '@parallax-map/core';

/** Of a point's radius and opacity, what a row without a topic has among many, and among few. */
const MANY = { size: 0.72, day: 0.7, night: 0.75 };
const FEW = { size: 0.95, day: 1, night: 1 };
/** Rows below which dust comes forward. */
const ROWS = 400;

/** How rows without a topic stand back; where rows are few, dust may be all there is to see. */
export function dust(rows: number, theme: ThemeName): { size: number; opacity: number } {
  const few = Math.exp(-rows / ROWS);
  const between = (many: number, alone: number): number => many + few * (alone - many);
  return { size: between(MANY.size, FEW.size), opacity: between(MANY[theme], FEW[theme]) };
}
