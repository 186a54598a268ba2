import type { Finding } from '@parallax-map/core';
import type { ColumnProfile } from '../data/index.js';
import {
  countDate,
  dateForm,
  decideDateFormat,
  noEvidence,
  parseDate,
  type DateForm,
} from '../values/index.js';
import type { AuditTable } from './audit-table.js';
import { cellFindings } from './cell-findings.js';
import { plays, type AuditRoles } from './roles.js';
import { cellsOf, valuesOf, type Value } from './values-of.js';
import { count, listed, quoted } from './words.js';

/** Share of dates from which a column that is no time in the recipe is looked at as one. */
const LEAST_DATES = 0.5;
/** Years beyond are slips, or stand for "never". */
const FIRST_YEAR = 1000;
const LAST_YEAR = 2100;

const EXAMPLES_OF: Record<DateForm, string> = {
  yyyy: '1999',
  'yyyy-mm': '1999-03',
  'yyyy-mm-dd': '1999-03-31',
  yyyymmdd: '19990331',
  'mm/yyyy': '3/1999',
  'a/b/yyyy': '31/3/1999',
  'a/b/yy': '31/3/99',
  words: '31 March 1999',
  'words yy': '31-Mar-99',
  'unix-seconds': 'seconds since 1970',
  'unix-milliseconds': 'milliseconds since 1970',
  'excel-days': 'days as Excel counts them',
};

/** What is doubtful about the dates of a column; nothing where it holds none. */
export async function dateFindings(
  table: AuditTable,
  roles: AuditRoles,
  place: number,
  { name, filled, date, numeric }: ColumnProfile,
  kindShare: number,
): Promise<Finding[]> {
  const isTime = plays(roles, name, 'time');
  // Years and days without marks are numbers unless the recipe says that they are times.
  if (!isTime && (date < LEAST_DATES || numeric > LEAST_DATES)) return [];
  const values = await valuesOf(table, place);
  const evidence = noEvidence();
  for (const { cell, n } of values) countDate(evidence, cell, n);
  const format = decideDateFormat(evidence, isTime);
  const groups: Record<string, Value[]> = {};
  const add = (group: string, value: Value): void => void (groups[group] ??= []).push(value);
  for (const value of values) {
    const day = parseDate(value.cell, format);
    const form = dateForm(value.cell)?.form;
    if (day === undefined) add(hasParts(value.cell) ? 'impossible' : 'unread', value);
    else {
      if (form === 'a/b/yy' || form === 'words yy') add('short', value);
      if (day.otherOrder) add('other', value);
      if (day.year < FIRST_YEAR || day.year >= LAST_YEAR) add('far', value);
    }
  }
  const dates = filled - cellsOf(groups['unread']) - cellsOf(groups['impossible']);
  const { findings, tell } = cellFindings(table, roles, { name, filled });
  const where = quoted(name, 40);
  const noYear = 'These rows have no year, so they are on the map but not in time.';
  if (isTime || dates >= kindShare * filled) {
    await tell('DATE_UNREAD', groups['unread'] ?? [], {
      message: (some) => `${some} in ${where} cannot be read as a date.`,
      action: `${isTime ? noYear : 'Taken as text.'} Write them as 1999-03-31 in the table.`,
    });
  }
  await tell('DATE_IMPOSSIBLE', groups['impossible'] ?? [], {
    message: (some, does) => `${some} in ${where} ${does('name')} a day that no calendar has.`,
    action: isTime ? noYear : 'Taken as text.',
  });
  await tell('DATE_FAR', groups['far'] ?? [], {
    message: (some, does) =>
      `${some} in ${where} ${does('lie')} before the year ${FIRST_YEAR} or in ${LAST_YEAR} and later.`,
    action:
      'Taken as they stand, so a time line must reach them. Such dates often stand for "unknown"; blank them.',
  });
  await tell('DATE_TWO_DIGIT_YEAR', groups['short'] ?? [], {
    message: (some, does) => `${some} in ${where} ${does('have')} a year of two digits.`,
    action: 'Read as 1930 to 2029. Write the whole year in the table where that is wrong.',
  });
  await tell('DATE_OTHER_ORDER', groups['other'] ?? [], {
    message: (some) =>
      `${some} in ${where} can only be read ${format.order === 'day-first' ? 'month' : 'day'} first, unlike the others.`,
    action: 'Read so. The dates that can be read both ways beside them may be of either order.',
  });
  const { ambiguous, dayFirst, monthFirst } = evidence;
  if (ambiguous > 0 && dayFirst === monthFirst) {
    const open = values.filter(({ cell }) => isAmbiguous(cell));
    await tell('DATE_AMBIGUOUS', open, {
      message: (some) =>
        `${some} in ${where} can be read day first or month first, and no other date tells which.`,
      action:
        'Read day first. Years are right either way; write 1999-03-31 in the table where it is month first.',
    });
  }
  const forms = Object.entries(evidence.counts).filter(
    ([form]) => form !== 'words' || evidence.counts.words! > 0,
  );
  if (forms.length > 1 && cellsOf(groups['short']) < dates) {
    const ranked = [...forms].sort(([, a], [, b]) => b - a);
    const rare = new Set(ranked.slice(1).map(([form]) => form));
    await tell(
      'DATE_FORMATS_MIXED',
      values.filter(
        ({ cell }) => rare.has(dateForm(cell)?.form ?? '') && parseDate(cell, format) !== undefined,
      ),
      {
        message: () =>
          `${where} writes dates in ${count(forms.length)} ways: ${listed(
            ranked.map(([form, n]) => `${count(n)} like ${EXAMPLES_OF[form as DateForm]}`),
            4,
          )}.`,
        action: 'Each is read in its own way. One format throughout leaves no doubt.',
      },
    );
  }
  return findings;
}

/** Written as a date, yet none: 2021-02-30, 31/13/1999. */
function hasParts(cell: string): boolean {
  return /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: .*)?$/.test(cell);
}

function isAmbiguous(cell: string): boolean {
  const { first, second } = dateForm(cell) ?? {};
  return first !== undefined && second !== undefined && first <= 12 && second <= 12 && first !== second;
}
