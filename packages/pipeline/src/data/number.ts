/**
 * Numbers as tables write them: plain, or with commas between thousands. What could be read two ways, such as
 * "5.083.954", is not one. The same pattern works in JavaScript and in DuckDB.
 */
export const NUMBER_SQL =
  '[+-]?([0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?|[0-9]+|[0-9]*\\.[0-9]+|[0-9]+\\.)([eE][+-]?[0-9]+)?';

/** The number a cell holds, NaN where it is blank or no number. */
export function parseNumber(cell: string | null): number {
  const text = cell?.trim() ?? '';
  if (!NUMBER.test(text)) return NaN;
  const value = Number(text.replaceAll(',', ''));
  return Number.isFinite(value) ? value : NaN;
}

const NUMBER = new RegExp(`^(?:${NUMBER_SQL})$`);
