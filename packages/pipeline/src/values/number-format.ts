/** What stands between thousands and before decimals in a column. Blanks and apostrophes only part thousands. */
export interface NumberFormat {
  point: 'decimal' | 'thousands';
  comma: 'decimal' | 'thousands';
}

/**
 * How a number is written: `plain` 1234, `point` 8.3, `comma` 8,3, `points` 5.083.954 or 5.083,9, `commas`
 * 5,083,954 or 5,083.9, `blanks` 5 083 954, `apostrophes` 5'083'954; `either-point` 338.272 and `either-comma`
 * 338,272 can be read two ways, which the rest of the column decides.
 */
export type NumberForm =
  | 'plain'
  | 'point'
  | 'comma'
  | 'points'
  | 'commas'
  | 'blanks'
  | 'apostrophes'
  | 'either-point'
  | 'either-comma';

export interface NumberFormats {
  format: NumberFormat;
  /** Filled cells by the way they are written; what is no number is not among them. */
  counts: Partial<Record<NumberForm, number>>;
  /** Rows whose cell is a number by itself, yet not in the column's format: "99.33" among "5.083.954". Ascending. */
  conflicting: number[];
  /** Rows whose cell is filled and no number. Ascending. */
  unreadable: number[];
}

/** The format of a column about which nothing is known: 1,234.5. */
export const PLAIN_FORMAT: NumberFormat = { point: 'decimal', comma: 'thousands' };

/** Decides over a whole column how its numbers are written, and tells the cells that are otherwise. */
export function numberFormats(cells: readonly (string | null)[]): NumberFormats {
  const counts: NumberFormats['counts'] = {};
  for (const cell of cells) countNumber(counts, cell);
  const format = decideNumberFormat(counts);
  const conflicting: number[] = [];
  const unreadable: number[] = [];
  cells.forEach((cell, row) => {
    if (!Number.isNaN(parseNumber(cell, format)) || !cell?.trim()) return;
    (numberForm(cell) === undefined ? unreadable : conflicting).push(row);
  });
  return { format, counts, conflicting, unreadable };
}

/** Adds a cell, found `times` times, to the counts by form. */
export function countNumber(counts: NumberFormats['counts'], cell: string | null, times = 1): void {
  const form = cell === null ? undefined : numberForm(cell);
  if (form !== undefined) counts[form] = (counts[form] ?? 0) + times;
}

/**
 * The format that counts by form speak for. Points are between thousands where a cell has two of them, as
 * "5.083.954", and at least as many can be read no other way as can only be decimals, as "99.33": "338.272" is then
 * 338272. Commas are before decimals
 * where cells can be read no other way, as "8,3", and they are more than a slip (a twentieth of the cells with one
 * comma) and more than those that can only be thousands.
 */
export function decideNumberFormat(counts: NumberFormats['counts']): NumberFormat {
  const of = (form: NumberForm): number => counts[form] ?? 0;
  if (of('points') > 0 && of('points') >= of('point')) {
    return { point: 'thousands', comma: 'decimal' };
  }
  const decimals = of('comma');
  const slip = decimals < SLIP * (decimals + of('either-comma'));
  const comma = decimals > of('commas') && !slip ? 'decimal' : 'thousands';
  return { point: 'decimal', comma };
}

/** The number that a cell holds in a format; NaN where it is blank, no number, or written otherwise. */
export function parseNumber(cell: string | null, format: NumberFormat = PLAIN_FORMAT): number {
  const text = plainSigns(cell ?? '');
  const form = formOf(text);
  if (form === undefined) return NaN;
  const { point, comma } = format;
  const asThousands = (mark: string): number => finite(text.replaceAll(mark, '').replace(',', '.'));
  switch (form) {
    case 'plain':
      return finite(text);
    case 'point':
      return point === 'decimal' ? finite(text) : NaN;
    case 'comma':
      return comma === 'decimal' ? finite(text.replace(',', '.')) : NaN;
    case 'either-point':
      return finite(point === 'decimal' ? text : text.replace('.', ''));
    case 'either-comma':
      return finite(comma === 'decimal' ? text.replace(',', '.') : text.replace(',', ''));
    case 'points':
      return point === 'thousands' ? asThousands('.') : NaN;
    case 'commas':
      return comma === 'thousands' ? finite(text.replaceAll(',', '')) : NaN;
    case 'blanks':
      return asThousands(' ');
    case 'apostrophes':
      return asThousands("'");
  }
}

/** How a cell is written; undefined where it is blank or no number. */
export function numberForm(cell: string): NumberForm | undefined {
  return formOf(plainSigns(cell));
}

/** Share of the cells with one comma below which a lone "1,23" does not turn "1,234" into a decimal. */
const SLIP = 0.05;

const FORMS: [form: NumberForm, pattern: RegExp][] = [
  ['plain', /^[+-]?\d+(?:[eE][+-]?\d+)?$/],
  ['either-point', /^[+-]?[1-9]\d{0,2}\.\d{3}$/],
  ['either-comma', /^[+-]?[1-9]\d{0,2},\d{3}$/],
  ['point', /^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/],
  ['comma', /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/],
  ['points', /^[+-]?[1-9]\d{0,2}(?:\.\d{3})(?:(?:\.\d{3})+(?:,\d+)?|,\d+)$/],
  // India parts lakhs and crores by two: 12,34,567.
  ['commas', /^[+-]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d*)?|,\d{3}\.\d*|(?:,\d{2})+,\d{3}(?:\.\d*)?)$/],
  ['blanks', /^[+-]?[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?$/],
  ['apostrophes', /^[+-]?[1-9]\d{0,2}(?:'\d{3})+(?:[.,]\d+)?$/],
];

function formOf(text: string): NumberForm | undefined {
  const first = text.charCodeAt(0);
  // Most cells that are no numbers do not begin as one does.
  if (!(first >= 0x2b && first <= 0x39)) return undefined;
  return FORMS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Typographic minus, apostrophe and narrow blanks as their plain signs. */
function plainSigns(cell: string): string {
  const text = cell.trim();
  return /[^\x20-\x7e]/.test(text)
    ? text
        .replace(/^\u2212/, '-')
        .replace(/\u2019/g, "'")
        .replace(/[\u00a0\u2009\u202f]/g, ' ')
    : text;
}

function finite(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}
