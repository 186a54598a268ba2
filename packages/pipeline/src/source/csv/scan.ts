import { open } from 'node:fs/promises';
import { ParallaxError } from '@parallax-map/core';
import { BLOCK, CR, LF, readAt } from '../text/blocks.js';
import type { PlainText } from '../text/plain-text.js';
import type { Dialect } from './dialect.js';
import { Records, type RawRecord } from './records.js';
import { Fault, type Shape } from './shape.js';

/** A shape, and whether another way of quoting could have led to another one. */
export interface Scan extends Shape {
  /** A backslash before a quote inside quotes. */
  backslashes: boolean;
}

/**
 * Finds what every line of a CSV file is: which record it begins or continues, with how many values. Reads no
 * value, in one pass and constant memory (4 bytes a row), what is no row is a reject.
 *
 * A quote that is opened and not properly closed takes only its first line with it; the scan goes on at the
 * next. That line is then read a second time, but no quote can swallow the lines after it again without ending
 * as a value of the record, and a record that has far too many values is given up: so no line is read often.
 *
 * @throws ParallaxError DATA_UNREADABLE if it were read a hundred times nevertheless
 */
export async function scanCsv(text: PlainText, dialect: Dialect): Promise<Scan> {
  const scanner = new Scanner(text, dialect);
  const handle = await open(text.path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(BLOCK);
    let at = text.start;
    for (let last = false; !last;) {
      const block = await readAt(handle, buffer, at, BLOCK);
      last = at + block.length >= text.size || block.length === 0;
      at = scanner.scan(block, at, last);
      // The end may have been inside a quote that does not close: then there is more to scan, further up.
      if (last && at < text.size) last = false;
    }
    return scanner.done();
  } finally {
    await handle.close();
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Where the scanner is within a record. */
const State = {
  /** Before a value, or in blanks before it. */
  start: 0,
  plain: 1,
  quoted: 2,
  /** After a backslash inside quotes. */
  escaped: 3,
  /** After a quote inside quotes: it closes, unless it is doubled. */
  closing: 4,
  /** In blanks after a closing quote. */
  closed: 5,
  /** Past a fault, on the way to the end of its line. */
  skipping: 6,
} as const;

class Scanner {
  private readonly records: Records;
  private readonly delimiter: Buffer;
  private readonly quotes: boolean;
  private readonly escape: boolean;
  private readonly plainStops = new Uint8Array(256);
  private readonly quotedStops = new Uint8Array(256);
  private backslashes = false;
  private header: Buffer = Buffer.alloc(0);

  private state: number = State.start;
  private line = 1;
  private ends = { lf: 0, crlf: 0, cr: 0 };
  /** Whether the value at hand is more than blanks, and whether the record holds quotes. */
  private filled = false;
  private quoted = false;
  private record = newRecord(0, 1);
  /** `ends` where the record begins, and where its second line does. */
  private endsBefore = { lf: 0, crlf: 0, cr: 0 };
  private second = { at: 0, ends: { lf: 0, crlf: 0, cr: 0 } };
  private rescanned = 0;

  constructor(
    private readonly text: PlainText,
    dialect: Dialect,
  ) {
    this.records = new Records(dialect.named);
    this.delimiter = Buffer.from(dialect.delimiter);
    this.quotes = dialect.quoting !== 'bare';
    this.escape = dialect.quoting === 'backslash';
    for (const stops of [this.plainStops, this.quotedStops]) stops[LF] = stops[CR] = 1;
    this.plainStops[this.delimiter[0]!] = 1;
    this.quotedStops[QUOTE] = 1;
    if (this.escape) this.quotedStops[BACKSLASH] = 1;
    this.begin(text.start);
  }

  /** Scans a block that begins at offset `base`; returns the offset to go on at, which may lie before its end. */
  scan(block: Buffer, base: number, last: boolean): number {
    const { plainStops, quotedStops } = this;
    // A line end or a delimiter may take several bytes.
    const limit = last ? block.length : block.length - MOST_BYTES;
    let i = 0;
    while (i < limit) {
      if (this.state === State.plain) {
        while (i < limit && plainStops[block[i]!] === 0) i++;
      } else if (this.state === State.quoted) {
        const from = i;
        while (i < limit && quotedStops[block[i]!] === 0) i++;
        if (i > from) this.filled = true;
      }
      if (i >= limit) break;
      const byte = block[i]!;
      let next: number;
      if (byte === LF || byte === CR) next = this.lineEnd(block, base, i);
      else if (this.state !== State.quoted && this.state !== State.escaped && this.isDelimiter(block, i)) {
        next = this.valueEnd(base + i);
      } else next = this.step(byte, i === 0 || block[i - 1] === BACKSLASH, base + i);
      if (next < base) return next;
      i = next - base;
    }
    if (last) return this.endOfFile(block, base, i);
    // A record lies in one block wherever it fits in one.
    return this.record.start > base
      ? this.restart(this.record.start, this.record.line, this.endsBefore)
      : base + i;
  }

  done(): Scan {
    const { ends, backslashes } = this;
    return { ...this.records.done(), lines: this.line - 1, lineEnds: ends, backslashes };
  }

  private begin(at: number): void {
    this.state = State.start;
    this.filled = false;
    this.quoted = false;
    this.record = newRecord(at, this.line);
    this.endsBefore = { ...this.ends };
  }

  private restart(at: number, line: number, ends: { lf: number; crlf: number; cr: number }): number {
    this.line = line;
    this.ends = { ...ends };
    this.begin(at);
    return at;
  }

  private isDelimiter(block: Buffer, i: number): boolean {
    const { delimiter } = this;
    for (let k = 0; k < delimiter.length; k++) if (block[i + k] !== delimiter[k]) return false;
    return true;
  }

  /** Any byte that is neither line end nor delimiter, and one of either inside quotes. */
  private step(byte: number, afterBackslash: boolean, at: number): number {
    switch (this.state) {
      case State.start:
        if (byte === QUOTE && this.quotes) {
          this.state = State.quoted;
          this.quoted = true;
        } else if (byte !== SPACE) {
          this.state = State.plain;
          this.filled = true;
        }
        break;
      case State.plain:
        break;
      case State.quoted:
        this.state = byte === QUOTE ? State.closing : State.escaped;
        if (byte === QUOTE && !this.escape && afterBackslash) this.backslashes = true;
        break;
      case State.escaped:
        this.state = State.quoted;
        this.filled = true;
        break;
      case State.closing:
      case State.closed:
        if (byte === SPACE) this.state = State.closed;
        else if (byte === QUOTE && this.state === State.closing && !this.escape) {
          this.state = State.quoted;
          this.filled = true;
        } else if (this.line > this.record.line) return this.giveUp(at);
        else this.state = State.skipping;
        break;
    }
    return at + 1;
  }

  private valueEnd(at: number): number {
    const next = at + this.delimiter.length;
    if (this.state === State.skipping) return next;
    const { record, records } = this;
    this.closeValue(at);
    record.values++;
    this.filled = false;
    this.state = State.start;
    const far = 2 * records.columns + 16;
    const tooMany = record.extra && record.values > far && this.line > record.line && records.columns > 0;
    return tooMany ? this.giveUp(at) : next;
  }

  private closeValue(at: number): void {
    const { record, records, filled } = this;
    if (record.values === records.columns) record.named = at;
    else if (record.values > records.columns && filled) record.extra = true;
  }

  private lineEnd(block: Buffer, base: number, i: number): number {
    const crlf = block[i] === CR && block[i + 1] === LF;
    const next = base + i + (crlf ? 2 : 1);
    this.ends[crlf ? 'crlf' : block[i] === LF ? 'lf' : 'cr']++;
    this.line++;
    if (this.state === State.quoted || this.state === State.escaped) {
      this.state = State.quoted;
      this.filled = true;
      if (this.line === this.record.line + 1) this.second = { at: next, ends: { ...this.ends } };
    } else this.recordEnd(block, base, i, next);
    return next;
  }

  private recordEnd(block: Buffer, base: number, i: number, next: number): void {
    const { record, records } = this;
    record.end = base + i;
    record.next = next;
    record.lines = this.line - record.line;
    if (this.state === State.skipping) records.addFault(record, Fault.textAfterQuote);
    else {
      this.closeValue(record.end);
      const bytes = record.start >= base ? block.subarray(record.start - base, i) : undefined;
      record.blank = record.values === 1 && !this.quoted && (!this.filled || this.isBlank(bytes));
      if (records.columns === 0 && !record.blank && bytes) this.header = Buffer.from(bytes);
      record.repeated =
        records.columns > 1 && bytes?.length === this.header.length && bytes.equals(this.header);
      records.add(record);
    }
    this.begin(next);
  }

  /** Tabs and other blanks; where a line is one value, they are that value. */
  private isBlank(bytes: Buffer | undefined): boolean {
    if (this.records.columns === 1 || bytes === undefined || bytes.length > 1000) return false;
    return bytes.toString().trim() === '';
  }

  private endOfFile(block: Buffer, base: number, i: number): number {
    const end = base + i;
    if (end === this.record.start) return end;
    if (this.state === State.quoted || this.state === State.escaped) {
      if (this.line > this.record.line) return this.giveUp(end);
      this.records.addFault({ ...this.record, next: end }, Fault.openQuote);
      this.line++;
      this.begin(end);
      return end;
    }
    this.line++;
    this.recordEnd(block, base, i, end);
    return end;
  }

  /** The quote on the first line of the record was never closed: that line is a fault, the others are read anew. */
  private giveUp(at: number): number {
    const { record, second } = this;
    this.rescanned += at - second.at;
    if (this.rescanned > MOST_RESCANNED * this.text.size + BLOCK * MOST_RESCANNED) {
      throw new ParallaxError(
        'DATA_UNREADABLE',
        `${this.text.name} must close its double quotes; on so many lines they are opened and not closed that rows cannot be told (line ${record.line} is one). Its values may be quoted in another way`,
      );
    }
    this.records.addFault({ ...record, next: second.at, lines: 1 }, Fault.openQuote);
    return this.restart(second.at, record.line + 1, second.ends);
  }
}

/** Of a UTF-8 delimiter, or a line end. */
const MOST_BYTES = 4;
/** Times that a file may be read again for quotes that do not close. */
const MOST_RESCANNED = 100;

function newRecord(start: number, line: number): RawRecord {
  return {
    start,
    end: start,
    next: start,
    line,
    lines: 1,
    values: 1,
    blank: false,
    named: start,
    extra: false,
    repeated: false,
  };
}
