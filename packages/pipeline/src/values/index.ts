export {
  countNumber,
  decideNumberFormat,
  numberForm,
  numberFormats,
  parseNumber,
  PLAIN_FORMAT,
  type NumberForm,
  type NumberFormat,
  type NumberFormats,
} from './number-format.js';
export {
  countDate,
  dateFormats,
  decideDateFormat,
  DEFAULT_DATES,
  noEvidence,
  parseDate,
  parseYear,
  type DateEvidence,
  type DateFormat,
  type DateFormats,
} from './date-format.js';
export { dateForm, type DateForm, type Day } from './date-form.js';
