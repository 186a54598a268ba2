/** Windows where panels and cards take the whole width, as the media queries in src/styles have it. */
const NARROW = '(max-width: 719px)';

export function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}

/** Share of a narrow window's height that the card of a selected row may cover, as styles/card.css sets it. */
export const SHEET = 0.5;
