/** How long a cell may be, so that all of them together stay within a budget. */
export interface TextBudget {
  /** UTF-8 bytes of all texts together. */
  bytes: number;
  /** Characters of one, at most. */
  longest: number;
}

/** Cells are not cut below this, whatever the budget says: less would say nothing. */
const LEAST = 80;

/** The longest cell, in characters, with which the texts keep within the budget; the same for all of them. */
export function longestWithin(
  columns: readonly (readonly string[])[],
  { bytes, longest }: TextBudget,
): number {
  // Of how many cells have so many characters, those beyond the most counted as that many.
  const counts = new Float64Array(longest + 1);
  let [characters, weight] = [0, 0];
  for (const cells of columns) {
    for (const cell of cells) {
      const length = Math.min(longest, cell.length);
      counts[length]!++;
      characters += cell.length;
      weight += Buffer.byteLength(cell);
    }
  }
  const most = characters === 0 ? 0 : (bytes * characters) / weight;
  let longer = 0;
  for (let length = longest; length > 0; length--) longer += counts[length]!;
  let total = 0;
  for (let length = 1; length <= longest; length++) {
    total += longer;
    if (total > most) return Math.max(LEAST, length - 1);
    longer -= counts[length]!;
  }
  return longest;
}

/** A text of at most so many characters, an ellipsis where it was longer; no half of a surrogate pair is left. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
