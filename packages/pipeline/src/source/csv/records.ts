import { Fault, type Joined, type LineRejects, type Shape } from './shape.js';
import { GrowingLines } from './growing.js';

/** One record as the scanner found it. */
export interface RawRecord {
  start: number;
  /** After its last value. */
  end: number;
  /** After its line end. */
  next: number;
  line: number;
  lines: number;
  values: number;
  /** Whether it holds nothing but blanks, and no quotes. */
  blank: boolean;
  /** Where the value ends that is the last one the header names; used where there are more. */
  named: number;
  /** Whether one of the values beyond is more than blanks. */
  extra: boolean;
  /** The header again. */
  repeated: boolean;
}

/** Decides what each record is: the header, a row, a blank line, a part of a row, or a reject. */
export class Records {
  columns = 0;
  private headerFault: Shape['headerFault'] = null;
  private headerLines = 0;
  private blankLines = 0;
  private rowLines = 0;
  private rejectedLines = 0;
  private longest = 0;
  private multiline = false;
  private readonly rows = new GrowingLines();
  private readonly spans = new GrowingLines();
  private readonly rejects: LineRejects = { line: [], lines: [], fault: [] };
  private readonly joined: Joined[] = [];
  private readonly cuts: Shape['cuts'] = { starts: [], ends: [] };
  /** Short records and blank lines that follow one another. */
  private run: RawRecord[] = [];

  /** @param named whether the first line that is not blank names the delimiter */
  constructor(private named: boolean) {}

  add(record: RawRecord): void {
    if (this.columns === 0) {
      if (record.blank) this.addBlank(record);
      else if (this.named) {
        this.named = false;
        this.headerLines = record.lines;
        this.cut(record.start, record.next);
      } else {
        this.columns = record.values;
        this.headerLines += record.lines;
        this.measure(record);
      }
      return;
    }
    if (record.blank) {
      if (this.run.length > 0) this.run.push({ ...record });
      else this.addBlank(record);
      return;
    }
    if (record.values < this.columns) {
      this.run.push({ ...record });
      if (this.run.length === LONGEST_RUN) this.settleRun(false);
      return;
    }
    this.settleRun(true);
    if (record.repeated) this.reject(record, Fault.repeatedHeader);
    else if (record.values > this.columns && record.extra) this.reject(record, record.values);
    else {
      if (record.values > this.columns) this.cut(record.named, record.end);
      this.rows.push(record.line);
      this.spans.push(record.lines);
      this.rowLines += record.lines;
      this.measure(record);
    }
  }

  /** A line on which quotes go wrong. */
  addFault(line: Pick<RawRecord, 'start' | 'next' | 'line' | 'lines'>, fault: number): void {
    this.settleRun(true);
    if (this.columns === 0) this.headerFault ??= { line: line.line, fault };
    this.reject(line, fault);
  }

  done(): Omit<Shape, 'lines' | 'lineEnds'> {
    this.settleRun(true);
    const { columns, headerLines, blankLines, rowLines, rejectedLines, rejects, joined, cuts } = this;
    const { longest, multiline, headerFault } = this;
    const rows = this.rows.done();
    const spans = this.spans.done();
    return {
      columns,
      headerLines,
      blankLines,
      rowLines,
      rejectedLines,
      rows,
      spans,
      rejects,
      joined,
      cuts,
      longest,
      multiline,
      headerFault,
    };
  }

  /**
   * In a run of short records, those parts that hold exactly one row's delimiters together are one row, broken
   * by line breaks inside values; the earliest such parts first. What is left are rejects.
   *
   * @param ended whether the next record is not short; else the last part of the run is kept for later
   */
  private settleRun(ended: boolean): void {
    const { run } = this;
    const needed = this.columns - 1;
    let from = 0;
    let to = 0;
    let delimiters = 0;
    const limit = ended ? Infinity : LONGEST_RUN - MOST_JOINED;
    while (from < run.length && from < limit) {
      while (to < run.length && delimiters < needed && to - from < MOST_JOINED) {
        delimiters += delimitersOf(run[to++]!);
      }
      const first = run[from]!;
      // A line without any delimiter begins no row that is longer than it; it may follow on any.
      if (delimiters === needed && delimitersOf(first) > 0) {
        this.join(run.slice(from, to));
        from = to;
        delimiters = 0;
        continue;
      }
      if (first.blank) this.addBlank(first);
      else this.reject(first, first.values);
      delimiters -= delimitersOf(first);
      from++;
    }
    this.run = run.slice(from);
  }

  private join(parts: RawRecord[]): void {
    const first = parts[0]!;
    const last = parts.at(-1)!;
    const lines = parts.reduce((sum, part) => sum + part.lines, 0);
    const row = this.rows.length;
    this.joined.push({
      row,
      line: first.line,
      lines,
      parts: parts.map(({ start, end }) => ({ start, end })),
      start: first.start,
      end: last.next,
    });
    this.rows.push(first.line);
    this.spans.push(lines);
    this.rowLines += lines;
    this.longest = Math.max(this.longest, 2 * (last.next - first.start));
    this.multiline = true;
  }

  private addBlank(record: RawRecord): void {
    this.blankLines += record.lines;
    this.cut(record.start, record.next);
  }

  private reject(
    { start, next, line, lines }: Pick<RawRecord, 'start' | 'next' | 'line' | 'lines'>,
    fault: number,
  ): void {
    this.rejectedLines += lines;
    this.rejects.line.push(line);
    this.rejects.lines.push(lines);
    this.rejects.fault.push(fault);
    this.cut(start, next);
  }

  private cut(start: number, end: number): void {
    this.cuts.starts.push(start);
    this.cuts.ends.push(end);
  }

  private measure({ start, next, lines }: RawRecord): void {
    this.longest = Math.max(this.longest, next - start);
    if (lines > 1) this.multiline = true;
  }
}

/** Lines that one row may be broken over. */
const MOST_JOINED = 1000;
const LONGEST_RUN = 100_000;

function delimitersOf(record: RawRecord): number {
  return record.blank ? 0 : record.values - 1;
}
