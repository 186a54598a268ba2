import { QUOTES, type Dialect } from './dialect.js';

/**
 * One record of the parts that line breaks inside unquoted values made of it: the last value of each part and the
 * first of the next are one value, with a line break in it.
 */
export function joinParts(parts: string[], dialect: Dialect): string {
  const values: string[] = [];
  let open: string[] = [];
  parts.forEach((part, i) => {
    const split = splitValues(part, dialect);
    const last = split.length - 1;
    split.forEach((raw, k) => {
      const opens = k === last && i < parts.length - 1;
      const continues = k === 0 && i > 0;
      if (continues || opens) open.push(unquote(raw, dialect));
      else values.push(raw);
      if (continues && !opens) {
        values.push(quote(open.join('\n'), dialect));
        open = [];
      }
    });
  });
  return values.join(dialect.delimiter);
}

/** The values of a record as they stand, quotes and all. */
function splitValues(record: string, { delimiter, quoting }: Dialect): string[] {
  const values: string[] = [];
  let from = 0;
  for (let at = 0; ;) {
    let end = at;
    while (record[end] === ' ' && delimiter !== ' ') end++;
    if (record[end] === '"' && quoting !== 'bare')
      end = closingQuote(record, end, quoting === 'backslash') + 1;
    end = record.indexOf(delimiter, end);
    if (end < 0) break;
    values.push(record.slice(from, end));
    from = at = end + delimiter.length;
  }
  values.push(record.slice(from));
  return values;
}

function closingQuote(record: string, opening: number, backslash: boolean): number {
  for (let i = opening + 1; i < record.length; i++) {
    if (backslash && record[i] === '\\') i++;
    else if (record[i] === '"') {
      if (backslash || record[i + 1] !== '"') return i;
      i++;
    }
  }
  return record.length;
}

function unquote(raw: string, { quoting }: Dialect): string {
  const inner = /^ *"(.*)" *$/s.exec(raw)?.[1];
  if (inner === undefined || quoting === 'bare') return raw;
  return (quoting === 'doubled' ? inner.replaceAll('""', '"') : inner.replace(/\\(.)/gs, '$1')).replace(
    /\r\n?/g,
    '\n',
  );
}

function quote(value: string, { quoting }: Dialect): string {
  const mark = QUOTES[quoting].quote;
  if (quoting === 'doubled') return `"${value.replaceAll('"', '""')}"`;
  if (quoting === 'backslash') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  return `${mark}${value.replaceAll(mark, '')}${mark}`;
}
