/** Numbers and plurals as the studio says them. */

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const FULL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const PERCENT = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 0 });
const FINE_PERCENT = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** 12345 → "12,345". */
export function whole(n: number): string {
  return WHOLE.format(n);
}

/**
 * 0.4872 → "49%"; below 10 % one decimal, so that small topics differ: 0.0132 → "1.3%". Only none is said as 0,
 * only all as 100.
 */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1%';
  if (share >= 0.995 && share < 1) return '>99%';
  return (share < 0.1 ? FINE_PERCENT : PERCENT).format(share);
}

/** 1 → "1 row", 5 → "5 rows". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${whole(n)} ${n === 1 ? one : many}`;
}

/** A number of a table: 8.4, 1999, 31,077. Four digits stand without a comma, as years do. */
export function numberInWords(value: number): string {
  return Math.abs(value) < 10_000 ? String(Number(value.toPrecision(12))) : FULL.format(value);
}

/** A recipe's value as a reader would say it. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) >= 10000 ? whole(value) : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueInWords).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
