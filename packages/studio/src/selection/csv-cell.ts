/**
 * A cell of CSV. Text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets hide;
 * numbers stay as they are.
 */
export function formatCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
