/** Dates are milliseconds since 1970, UTC: a table's dates are those of its own place, wherever it is read. */

const DAY = 86_400_000;
const LONG = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** "15 Jul 2010", with the time where there is one: "15 Jul 2010, 14:05". */
export function dateInWords(time: number): string {
  if (!isTime(time)) return '';
  const day = LONG.format(time).replace('Sept', 'Sep');
  const clock = new Date(time).toISOString().slice(11, 19);
  if (time % DAY === 0) return day;
  return `${day}, ${clock.endsWith(':00') ? clock.slice(0, 5) : clock}`;
}

/** `2010-07-15`, with the time where there is one: `2010-07-15T14:05:00.000Z`. */
export function isoDate(time: number): string {
  const iso = new Date(time).toISOString();
  return time % DAY === 0 ? iso.slice(0, -'T00:00:00.000Z'.length) : iso;
}

/** The stretch of time that `1960`, `1960-05`, `1960-05-17` or a time of ISO 8601 names, both ends included; null for none. */
export function timeSpan(text: string): { from: number; to: number } | null {
  const found = /^([+-]\d{6}|\d{4})(?:-(\d\d)(?:-(\d\d)(T[\d:.]+Z)?)?)?$/.exec(text);
  if (found === null) return null;
  const [, year, month, day, clock] = found;
  if (clock !== undefined) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? null : { from: time, to: time };
  }
  const from = startOf(
    Number(year),
    month === undefined ? 1 : Number(month),
    day === undefined ? 1 : Number(day),
  );
  if (from === null) return null;
  const next = new Date(from);
  if (month === undefined) next.setUTCFullYear(next.getUTCFullYear() + 1);
  else if (day === undefined) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setTime(from + DAY);
  return { from, to: next.getTime() - 1 };
}

/** Null where there is no such day. */
function startOf(year: number, month: number, day: number): number | null {
  const time = new Date(0).setUTCFullYear(year, month - 1, day);
  const read = new Date(time);
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day ? time : null;
}

function isTime(time: number): boolean {
  return Math.abs(time) <= 8.64e15;
}
