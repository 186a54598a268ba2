/**
 * The calendar year a cell names: ISO dates, plain years (1999, also 1999.0), day and month in either order
 * before a four-digit year (31/3/1999), or words around one (12 March 1999). NaN where there is doubt:
 * two-digit years, timestamps, two years, a 13th month.
 */
export function parseYear(cell: string | null): number {
  const text = cell?.trim() ?? '';
  const plain = /^(\d{4})(?:\.0+)?$/.exec(text);
  if (plain) return within(plain[1]!);
  const iso = /^(-?\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?$/.exec(text);
  if (iso) return isDay(iso[2]!, iso[3] ?? '1') ? Number(iso[1]) : NaN;
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact) return isDay(compact[2]!, compact[3]!) ? within(compact[1]!) : NaN;
  const reversed = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].*)?$/.exec(text);
  if (reversed) {
    const [, a = '', b = '', year = ''] = reversed;
    return isDay(a, b) || isDay(b, a) ? Number(year) : NaN;
  }
  const spoken = SPOKEN.exec(text);
  return spoken ? within(spoken[1]!) : NaN;
}

/** A month's name and perhaps a day, before the year: "March 1999", "12. März 1999", "Mar 12, 1999", "12 de marzo de 1999". */
const SPOKEN =
  /^(?:\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?[ -]+)?(?:de )?\p{L}{3,}\.?,?[ -]+(?:\d{1,2}(?:st|nd|rd|th)?,? +)?(?:de )?(\d{4})$/u;

function isDay(month: string, day: string): boolean {
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}

/** Bare four digits are a year only in a range where people date things. */
function within(year: string): number {
  return Number(year) >= 1000 && Number(year) <= 2999 ? Number(year) : NaN;
}
