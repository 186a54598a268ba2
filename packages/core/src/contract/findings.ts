import type { Severity } from './audit.js';

/** What a code of the audit means: the reference page, `--fail-on` and every finding are read from here. */
export interface FindingKind {
  /** A warning about a column that plays no role in the recipe is told as a note. */
  severity: Severity;
  /** What is wrong, or worth knowing. */
  about: string;
  /** What the run does about it, and which decision changes that. */
  done: string;
}

/** Every finding of the audit. Codes are stable: scripts may match them. */
export const FINDINGS = {
  LINES_REJECTED: {
    severity: 'error',
    about: 'Lines of the file are no rows of the table: too few or too many values, or a quote left open.',
    done: 'They are left out and stand in rejects.csv with line and reason; above `data.mostRejected` the run stops.',
  },
  RECORDS_REJOINED: {
    severity: 'note',
    about: 'Rows were broken over several lines by a line break inside a value.',
    done: 'They are put together again; audit.json names their lines.',
  },
  LINES_RECODED: {
    severity: 'warning',
    about: "Lines are not valid in the file's encoding.",
    done: 'They are read as windows-1252; `data.encoding` names another encoding for the file.',
  },
  ENCODING_DETECTED: {
    severity: 'warning',
    about: 'A file is not UTF-8, and a detector said what its bytes may be.',
    done: 'It is read so; `data.encoding` says it for certain.',
  },
  NUL_BYTES: {
    severity: 'warning',
    about: 'A text file holds NUL bytes.',
    done: 'They are left out.',
  },
  LINE_ENDS_MIXED: {
    severity: 'note',
    about: 'Lines end in several ways (LF, CRLF, CR).',
    done: 'Each is read as the end of a line.',
  },
  FILE_COLUMNS_MISSING: {
    severity: 'warning',
    about: 'A file lacks columns that other files of the table have.',
    done: 'Its cells in these columns are blank.',
  },
  HEADER_REPEATED: {
    severity: 'warning',
    about: 'The header stands among the rows again.',
    done: 'It becomes a row like any other; take it out of the table.',
  },
  PLACE_MISSING: {
    severity: 'warning',
    about: 'Rows have no place of their own: a coordinate is blank, no number, or not finite.',
    done: 'They are left out of the map and stand in rows.parquet as "no place".',
  },
  TEXT_UNCLEAR: {
    severity: 'error',
    about: 'No column reads like a text, so there is nothing to encode.',
    done: 'A run stops; `data.columns.text` says which column to take.',
  },
  TEXT_MISSING: {
    severity: 'warning',
    about: 'Rows have no text.',
    done: 'They are left out of the map and stand in rows.parquet as "no text"; a template in `data.columns.text` can draw on a second column.',
  },
  TEXT_SHORT: {
    severity: 'warning',
    about: 'Texts are shorter than `data.audit.shortText`: too few words to tell what a row is about.',
    done: 'They are encoded as they stand; a template in `data.columns.text` can add the title.',
  },
  TEXT_PLACEHOLDER: {
    severity: 'warning',
    about:
      'Texts say that there is no text ("N/A", "No overview found."), or one short text stands in many rows.',
    done: 'They are encoded as they stand and lie together as if they had a topic; blank them in the table.',
  },
  TEXT_REPEATED: {
    severity: 'note',
    about: 'Rows repeat the title and the text of an earlier row.',
    done: 'They are dropped, or kept with `data.duplicates` = "keep".',
  },
  TEXT_SHARED: {
    severity: 'warning',
    about: 'Rows with different titles have the same text.',
    done: 'All are encoded, and lie on one point of the map.',
  },
  TEXT_NEARLY_SHARED: {
    severity: 'note',
    about: 'Texts are the same but for case, punctuation and white space.',
    done: 'All are encoded; mend the table where they should be one row.',
  },
  TEXT_HUGE: {
    severity: 'warning',
    about: 'Texts have over a million characters.',
    done: 'Their first million is read, by the encoder, the labels and the map.',
  },
  TEXT_LONG: {
    severity: 'warning',
    about: 'Texts are longer than the encoder reads at once.',
    done: 'Their ends are not read; `encode.long` = "passages" reads all.',
  },
  LANGUAGE_FOREIGN: {
    severity: 'warning',
    about:
      'Texts are in languages that the encoder was not made for, beyond the share `data.audit.language`.',
    done: 'They are encoded all the same and gather by language; a multilingual model (`encode.model`) reads them.',
  },
  BOILERPLATE_SENTENCE: {
    severity: 'warning',
    about: 'The same sentence stands in many texts (`data.audit.boilerplate`).',
    done: 'It is encoded with each text and draws these rows together; take it out of the table.',
  },
  BOILERPLATE_START: {
    severity: 'warning',
    about: 'Many texts begin with the same eight words.',
    done: 'They are encoded with each text and draw these rows together; take them out of the table.',
  },
  BOILERPLATE_END: {
    severity: 'warning',
    about: 'Many texts end with the same eight words.',
    done: 'They are encoded with each text and draw these rows together; take them out of the table.',
  },
  GARBLED: {
    severity: 'error',
    about:
      'Cells hold UTF-8 that was once read as windows-1252 ("Ã©" for "é"). A warning where they are under 1 % of the filled cells of the column.',
    done: 'They are taken as they stand; mend the table where it was written.',
  },
  REPLACEMENT_CHARACTERS: {
    severity: 'warning',
    about: 'Cells hold U+FFFD, which stands for letters that were lost in an earlier conversion.',
    done: 'They are taken as they stand; only the source of the table has the letters.',
  },
  CONTROL_CHARACTERS: {
    severity: 'warning',
    about: 'Cells hold control characters that are no white space.',
    done: 'They are taken as they stand; the terminal shows blanks for them.',
  },
  MARKUP: {
    severity: 'warning',
    about: 'Cells hold HTML tags or entities.',
    done: 'They are encoded as if they were words; take them out of the table.',
  },
  INVISIBLE_CHARACTERS: {
    severity: 'note',
    about: 'Cells hold characters that cannot be seen, or that turn the direction of writing.',
    done: 'They are taken as they stand; two cells that look the same may differ.',
  },
  PLACEHOLDER: {
    severity: 'warning',
    about: 'Cells say that there is no value ("N/A", "null", "-", "TBA").',
    done: 'They are taken for values; blank them in the table.',
  },
  ROW_REPEATED: {
    severity: 'warning',
    about: 'Rows are the same as an earlier row in every column.',
    done: 'Those with text are dropped as duplicates, or kept with `data.duplicates` = "keep".',
  },
  ID_REPEATED: {
    severity: 'warning',
    about: 'Rows have an id that an earlier row has.',
    done: 'All are kept: rows are told apart by their number; links that are filled with the id lead to one place.',
  },
  ID_BLANK: {
    severity: 'note',
    about: 'Rows have no id.',
    done: 'They are kept; a link that needs the id falls back on `data.columns.linkFallback`.',
  },
  ID_SHAPE: {
    severity: 'warning',
    about: 'Ids have another shape than nearly all others.',
    done: 'They are taken as they stand.',
  },
  TITLE_REPEATED: {
    severity: 'note',
    about: 'Rows have the title and the year of an earlier row, but another text.',
    done: 'All are kept.',
  },
  ROW_SHIFTED: {
    severity: 'error',
    about: 'Rows have values in the wrong columns: what stands there is of the kind of another column.',
    done: 'They are taken as they stand; mend the lines in the table.',
  },
  ROW_TRUNCATED: {
    severity: 'warning',
    about: 'The last columns are blank in rows, though nearly always filled: the rows may be cut off.',
    done: 'They are taken as they stand.',
  },
  DATE_UNREAD: {
    severity: 'warning',
    about: 'Cells in a column of dates cannot be read as one (`data.audit.kindShare`).',
    done: 'The rows have no year.',
  },
  DATE_IMPOSSIBLE: {
    severity: 'warning',
    about: 'Cells name a day that no calendar has, such as 2021-02-30.',
    done: 'The rows have no year.',
  },
  DATE_FAR: {
    severity: 'warning',
    about: 'Dates lie before the year 1000 or in 2100 and later: slips, or what stands for "unknown".',
    done: 'They are taken as they stand.',
  },
  DATE_TWO_DIGIT_YEAR: {
    severity: 'warning',
    about: 'Dates have a year of two digits.',
    done: 'They are read as 1930 to 2029.',
  },
  DATE_OTHER_ORDER: {
    severity: 'warning',
    about: 'Dates can only be read in another order of day and month than the rest of the column.',
    done: 'They are read so.',
  },
  DATE_AMBIGUOUS: {
    severity: 'note',
    about: 'Day and month cannot be told apart in any date of a column.',
    done: 'The day is taken to come first; years are right either way.',
  },
  DATE_FORMATS_MIXED: {
    severity: 'note',
    about: 'A column writes dates in several ways.',
    done: 'Each is read in its own way.',
  },
  NUMBER_UNREAD: {
    severity: 'warning',
    about: 'Cells in a column of numbers are none (`data.audit.kindShare`).',
    done: 'The rows have no number there and rank last.',
  },
  NUMBER_CONFLICTING: {
    severity: 'warning',
    about: 'Cells are numbers, but written otherwise than the column: 99.33 among 5.083.954.',
    done: 'They are left unread rather than read wrongly.',
  },
  NUMBER_THOUSANDS_POINTS: {
    severity: 'warning',
    about: 'Points stand between thousands, where they could be decimals: 338.272.',
    done: 'They are read as thousands where other cells have two points.',
  },
  NUMBER_NEGATIVE: {
    severity: 'warning',
    about: 'Few numbers of a column that ranks or weighs rows are below zero.',
    done: 'They are taken as they stand and rank last.',
  },
  FACET_VARIANTS: {
    severity: 'warning',
    about: 'Values of a facet differ in nothing but case, accents, punctuation or white space.',
    done: 'They count as different values; settle on one spelling in the table.',
  },
  COLUMN_EMPTY: {
    severity: 'note',
    about: 'A column holds nothing in any row.',
    done: 'It is left alone, and no role is given to it.',
  },
  COLUMN_UNNAMED: {
    severity: 'note',
    about: 'A column with values has no name in the header.',
    done: 'It is called by its place, such as column_3.',
  },
  COLUMN_CONSTANT: {
    severity: 'note',
    about: 'A column holds one value in all rows.',
    done: 'It is left alone: there is nothing to tell apart.',
  },
  COLUMN_NEARLY_CONSTANT: {
    severity: 'note',
    about: 'A column holds one value in nearly all rows (`data.audit.alike`).',
    done: 'It is left alone, unless a role names it.',
  },
  COLUMN_UNIQUE: {
    severity: 'note',
    about: 'A column with no role that tells rows apart holds another value in nearly every row.',
    done: 'It is left alone: as a facet it would say nothing of groups.',
  },
  COLUMN_SPARSE: {
    severity: 'note',
    about: 'A column is blank in nearly all rows (`data.audit.alike`).',
    done: 'It is left alone, unless a role names it.',
  },
  COLUMN_SAME: {
    severity: 'note',
    about: 'Two columns hold the same in all or nearly all rows (`data.audit.alike`).',
    done: 'Both are kept; one says as much as two.',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDINGS;
