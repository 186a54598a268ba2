import { isBeside, monthOf } from './months.js';

/** How a date is written. Forms with `yy` have a year of two digits. */
export type DateForm =
  | 'yyyy'
  | 'yyyy-mm'
  | 'yyyy-mm-dd'
  | 'yyyymmdd'
  | 'mm/yyyy'
  | 'a/b/yyyy'
  | 'a/b/yy'
  | 'words'
  | 'words yy'
  | 'unix-seconds'
  | 'unix-milliseconds'
  | 'excel-days';

/** A day, as far as it is known. */
export interface Day {
  year: number;
  /** 1 to 12. */
  month?: number | undefined;
  /** 1 to 31. */
  day?: number | undefined;
}

/** A cell taken apart: a day, the parts of one whose order is open, or a number that may stand for one. */
export interface DateParts {
  form: DateForm;
  known?: Day;
  /** a and b of a/b/yyyy. */
  first?: number;
  second?: number;
  year?: number;
  number?: number;
}

/** Takes a trimmed, filled cell apart; undefined where it can be no date in any format. */
export function dateForm(text: string): DateParts | undefined {
  if (text.length > LONGEST || !/\d/.test(text)) return undefined;
  return number(text) ?? (/^[-\d]/.test(text) ? digits(text) : undefined) ?? words(text);
}

/** The day that the parts stand for; undefined where there is none in this format. */
export function readDay(
  parts: DateParts,
  order: 'day-first' | 'month-first',
  numbers: 'unix-seconds' | 'unix-milliseconds' | 'excel-days' | null,
): Day | undefined {
  const { form, known, first, second, year, number: value } = parts;
  if (known) return known;
  if (first !== undefined && second !== undefined && year !== undefined) {
    return order === 'day-first' ? valid(year, second, first) : valid(year, first, second);
  }
  if (value === undefined || form !== numbers) return undefined;
  const milliseconds = numbers === 'unix-seconds' ? 1000 * value : value;
  // Excel counts days from 30 December 1899, as far as its days after February 1900 go.
  const at = numbers === 'excel-days' ? (value - EXCEL_OF_1970) * 86_400_000 : milliseconds;
  const date = new Date(at);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Longer cells are prose. */
const LONGEST = 64;
const EXCEL_OF_1970 = 25_569;
const SECONDS_OF_2100 = 4_102_444_800;
const CLOCK =
  '(?:[T ,]\\s*\\d{1,2}(?::\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?)?(?:\\s*[AaPp]\\.?[Mm]\\.?)?(?:\\s*(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\\d{1,2}(?::?\\d{2})?))?)?';
const YEAR_FIRST = new RegExp(`^(-?\\d{4})([-/.])(\\d{1,2})(?:\\2(\\d{1,2})${CLOCK})?$`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.]) ?(\\d{1,2})\\2 ?(\\d{4}|\\d{2})${CLOCK}$`);
const MONTH_YEAR = /^(\d{1,2})[-/.](\d{4})$/;
const EAST_ASIAN = /^(\d{4}) ?[年년] ?(?:(\d{1,2}) ?[月월] ?(?:(\d{1,2}) ?[日일])?)?$/;

function number(text: string): DateParts | undefined {
  const [, whole, fraction] = /^(\d{4,13})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const none = fraction === undefined || /^0+$/.test(fraction);
  const value = Number(text);
  if (whole.length === 4) {
    return none && value >= 1000 && value <= 2999 ? { form: 'yyyy', known: { year: value } } : undefined;
  }
  if (whole.length === 8 && none) {
    const year = Number(whole.slice(0, 4));
    const day = valid(year, Number(whole.slice(4, 6)), Number(whole.slice(6)));
    if (day && year >= 1000 && year <= 2999) return { form: 'yyyymmdd', known: day };
  }
  if (value >= 10_000 && value <= 80_000) return { form: 'excel-days', number: value };
  if (value <= SECONDS_OF_2100) return { form: 'unix-seconds', number: value };
  if (value <= 1000 * SECONDS_OF_2100) return { form: 'unix-milliseconds', number: value };
  return undefined;
}

function digits(text: string): DateParts | undefined {
  const first = YEAR_FIRST.exec(text);
  if (first) {
    const known = valid(Number(first[1]), Number(first[3]), Number(first[4] ?? 1));
    if (first[4] !== undefined) return known && { form: 'yyyy-mm-dd', known };
    return known && { form: 'yyyy-mm', known: { year: known.year, month: known.month } };
  }
  const last = YEAR_LAST.exec(text);
  if (last) {
    const short = last[4]!.length === 2;
    const year = short ? fourDigits(last[4]!) : Number(last[4]);
    const [a, b] = [Number(last[1]), Number(last[3])];
    if (!valid(year, a, b) && !valid(year, b, a)) return undefined;
    return { form: short ? 'a/b/yy' : 'a/b/yyyy', first: a, second: b, year };
  }
  const month = MONTH_YEAR.exec(text);
  if (month) {
    const known = valid(Number(month[2]), Number(month[1]), 1);
    return known && { form: 'mm/yyyy', known: { year: known.year, month: known.month } };
  }
  const eastern = EAST_ASIAN.exec(text);
  if (!eastern) return undefined;
  const known = valid(Number(eastern[1]), Number(eastern[2] ?? 1), Number(eastern[3] ?? 1));
  return known && { form: 'words', known };
}

/** A month's name, a year, perhaps a day: "March 1999", "12. März 1999", "Fri, 12 Mar 1999 10:00", "12-Mar-99". */
function words(text: string): DateParts | undefined {
  if (!/\p{L}/u.test(text)) return undefined;
  const dated = text.replace(
    /[,T ]*\b\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s*(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{2}:?\d{2}))?/,
    ' ',
  );
  const tokens = dated.match(/\d+|\p{L}[\p{L}\p{M}]*|[^\s\p{L}\p{M}\d]/gu) ?? [];
  let month = 0;
  const numbers: string[] = [];
  for (const token of tokens) {
    if (/^\d/.test(token)) numbers.push(token);
    else if (/^[.,/'’ºª-]$/.test(token)) continue;
    else {
      const named = monthOf(token);
      if (named > 0 ? month > 0 : !isBeside(token)) return undefined;
      month ||= named;
    }
  }
  if (month === 0 || numbers.length < 1 || numbers.length > 2) return undefined;
  const long = numbers.filter((one) => one.length === 4);
  if (long.length === 1) {
    const year = Number(long[0]);
    const [day] = numbers.filter((one) => one.length < 3);
    if ((numbers.length === 2) !== (day !== undefined) || year < 1000 || year > 2999) return undefined;
    const known = valid(year, month, Number(day ?? 1));
    return known && { form: 'words', known: day === undefined ? { year, month } : known };
  }
  const [day, year] = numbers;
  if (long.length > 0 || day!.length > 2 || year?.length !== 2) return undefined;
  const known = valid(fourDigits(year), month, Number(day));
  return known && { form: 'words yy', known };
}

/** Two digits are 1930 to 2029. */
function fourDigits(year: string): number {
  return Number(year) + (Number(year) < 30 ? 2000 : 1900);
}

function valid(year: number, month: number, day: number): Day | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days ? { year, month, day } : undefined;
}
