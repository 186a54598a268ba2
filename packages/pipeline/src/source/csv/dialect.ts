/** How values of CSV are parted and quoted. */
export interface Dialect {
  delimiter: string;
  /** Whether the first line that is not blank names the delimiter, and is not the header. */
  named: boolean;
  quoting: Quoting;
}

/** Quotes are doubled inside quotes (RFC 4180), escaped by a backslash, or, with tabs, mere characters. */
export type Quoting = 'doubled' | 'backslash' | 'bare';

/** The dialects that a file may be in, likeliest first. */
export function quotings(delimiter: string): Quoting[] {
  return delimiter === '\t' ? ['doubled', 'backslash', 'bare'] : ['doubled', 'backslash'];
}

/** The delimiter that a first line such as "sep=;" names, as Excel writes it; undefined without one. */
export function namedDelimiter(head: string): string | undefined {
  return /^sep=(.)(?:\r|\n|$)/iu.exec(head.trimStart())?.[1];
}

/** Which of the usual delimiters stands most often outside quotes in the first line that is not blank. */
export function findDelimiter(head: string, tab: boolean): string {
  if (tab) return '\t';
  const counts: Record<string, number> = { ',': 0, ';': 0, '\t': 0, '|': 0 };
  let quoted = false;
  for (const character of head.trimStart()) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && character in counts) counts[character]!++;
  }
  const [delimiter, most] = Object.entries(counts).reduce((best, one) => (one[1] > best[1] ? one : best));
  return most > 0 ? delimiter : NO_DELIMITER;
}

/** Stands in no text, so that each line is one value. */
const NO_DELIMITER = '\u001f';

export function hasDelimiter({ delimiter }: Dialect): boolean {
  return delimiter !== NO_DELIMITER;
}

/**
 * What DuckDB is told of quotes. Where they are mere characters a control character stands in for them, so that
 * rows that were broken over lines can be quoted all the same.
 */
export const QUOTES: Record<Quoting, { quote: string; escape: string }> = {
  doubled: { quote: '"', escape: '"' },
  backslash: { quote: '"', escape: '\\' },
  bare: { quote: '\u001e', escape: '\u001e' },
};
