import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryColumn, numberColumn } from '../src/data/columns.js';
import { readRows } from '../src/data/rows.js';
import { dateInWords, isoDate, timeSpan } from '../src/data/dates.js';
import { calendarFor, countSteps } from '../src/facets/calendar.js';
import { binsFor, countBins, countValues } from '../src/facets/count.js';
import { stepsFor } from '../src/facets/steps.js';
import { checkedTopic, toggledTopics, toggleValue } from '../src/filter/toggle.js';
import { insidePolygon } from '../src/filter/polygon.js';
import { simplified } from '../src/map/simplify.js';
import { contrasts } from '../src/selection/contrast.js';
import { formatCell } from '../src/selection/csv-cell.js';
import { readWords, tellingWords } from '../src/selection/telling-words.js';
import { makeStudio } from './fixture.js';

const made = makeStudio();
const rows = readRows(made.table, made.studio);
const { topics } = made.studio;

describe('counts of a facet', () => {
  it('count each row once for each of its values, and blanks apart', () => {
    const cells = ['a;b', 'a', '', 'b', 'a;c', 'b;c'];
    const column = categoryColumn('letters', 6, (i) => cells[i]!);
    const { counts, blank } = countValues(column, Uint8Array.of(1, 1, 1, 0, 1, 0));
    expect(column.values.map((value, code) => [value, counts[code]])).toEqual([
      ['a', 3],
      ['b', 1],
      ['c', 1],
    ]);
    expect(blank).toBe(1);
  });

  it('hold every number in one bin of a round length', () => {
    const values = fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 80 }), (numbers, most) => {
        const column = numberColumn('number', 'n', Float64Array.from(numbers));
        const bins = binsFor(column, most)!;
        expect(Number.isInteger(bins.width)).toBe(true);
        expect(bins.from).toBeLessThanOrEqual(column.min);
        expect(bins.from + bins.width * bins.count).toBeGreaterThan(column.max);
        expect(bins.count).toBeLessThanOrEqual(most + 2);
        expect(countBins(column, bins, null).reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
      }),
    );
    expect(binsFor(numberColumn('number', 'n', Float64Array.of(NaN)), 10)).toBe(null);
  });
});

describe('numbers with a long tail', () => {
  it('stand in steps on round numbers, every one in its own', () => {
    const tail = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(tail, fc.integer({ min: 1000, max: 1e9 }), fc.boolean(), (small, giant, half) => {
        const values = [...small.map((each) => (half ? each / 2 : each)), giant];
        const column = numberColumn('number', 'votes', Float64Array.from(values));
        const steps = stepsFor(column)!;
        if (small.every((each) => each === 0)) return expect(steps).toBe(null);
        expect(countSteps(column, steps, null).reduce((sum, count) => sum + count, 0)).toBe(values.length);
        for (const value of values) {
          const step = steps.step(value);
          expect(steps.begin(step)).toBeLessThanOrEqual(value);
          expect(steps.begin(step + 1)).toBeGreaterThan(value);
        }
      }),
    );
    const even = numberColumn('number', 'stars', Float64Array.of(1, 2, 3, 4, 5));
    expect(stepsFor(even)).toBe(null);
  });
});

describe('dates', () => {
  const time = fc.integer({ min: Date.UTC(-50, 0), max: Date.UTC(2400, 0) });

  it('stand in bars of whole months, years or days, every one in its bar', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 30 }), (times) => {
        const column = numberColumn('date', 'd', Float64Array.from(times));
        const calendar = calendarFor(column, 40)!;
        const { from, width, count } = calendar.bins;
        expect(count).toBeLessThanOrEqual(42);
        expect(countSteps(column, calendar, null).reduce((sum, each) => sum + each, 0)).toBe(times.length);
        for (const each of times) {
          const bar = Math.floor((calendar.step(each) - from) / width);
          expect(calendar.time(from + bar * width)).toBeLessThanOrEqual(each);
          expect(calendar.time(from + (bar + 1) * width)).toBeGreaterThan(each);
        }
      }),
    );
  });

  it('of films lie in decades and years, called by them', () => {
    const column = numberColumn('date', 'd', Float64Array.of(Date.UTC(1902, 3, 17), Date.UTC(2024, 1, 2)));
    const { bins, say } = calendarFor(column, 40)!;
    expect([say(bins.from), bins.width]).toEqual(['1900', 60]);
  });

  it('are named by a year, a month or a day, and no day that is in no calendar', () => {
    const day = (text: string) => {
      const span = timeSpan(text);
      return span && [isoDate(span.from), isoDate(span.to + 1)];
    };
    expect(day('1960')).toEqual(['1960-01-01', '1961-01-01']);
    expect(day('1960-12')).toEqual(['1960-12-01', '1961-01-01']);
    expect(day('2024-02-29')).toEqual(['2024-02-29', '2024-03-01']);
    expect([day('2023-02-29'), day('1960-13'), day('196')]).toEqual([null, null, null]);
    expect(dateInWords(Date.UTC(2010, 6, 15))).toBe('15 Jul 2010');
    expect(dateInWords(Date.UTC(2010, 6, 15, 14, 5))).toBe('15 Jul 2010, 14:05');
  });
});

describe('choices', () => {
  it('of values come and go', () => {
    const one = toggleValue([], 'kind', 'tale');
    const two = toggleValue(one, 'kind', 'report');
    expect(two).toEqual([{ kind: 'values', column: 'kind', values: ['tale', 'report'], not: false }]);
    expect(toggleValue(toggleValue(two, 'kind', 'tale'), 'kind', 'report')).toEqual([]);
    expect(toggleValue(one, 'kind', 'report', true)).toEqual([
      { kind: 'values', column: 'kind', values: ['report'], not: true },
    ]);
  });

  it('of topics stand for all they hold, and let one go from among them', () => {
    const coarse = { level: 1, id: 0 };
    const fine = topics.levels[4]!.topics.filter(({ id }) => ancestor(5, id) === 0).map(({ id }) => ({
      level: 5,
      id,
    }));
    expect(fine.length).toBeGreaterThan(1);
    expect(checkedTopic(topics, [coarse], fine[0]!)).toBe('yes');
    expect(checkedTopic(topics, [fine[0]!], coarse)).toBe('some');
    const without = toggledTopics(topics, [coarse], fine[0]!);
    expect(checkedTopic(topics, without, fine[0]!)).toBe('no');
    for (const other of fine.slice(1)) expect(checkedTopic(topics, without, other)).toBe('yes');
    expect(toggledTopics(topics, fine, coarse)).toEqual([coarse]);
  });
});

describe('a selection', () => {
  it('is told by words that the others lack, and by values it has more often than by chance', async () => {
    const kind = rows.source.find(({ name }) => name === 'kind')!;
    const kept = Uint8Array.from({ length: rows.n }, (_, i) => (kind.say(i) === 'tale' ? 1 : 0));
    const [first] = contrasts(rows, topics, kept);
    expect(first).toMatchObject({ column: 'kind', value: 'tale' });
    expect(first!.z).toBeGreaterThan(5);
    expect(contrasts(rows, topics, new Uint8Array(rows.n).fill(1))).toEqual([]);
    const read = await readWords(rows, new AbortController().signal);
    const early = Uint8Array.from({ length: rows.n }, (_, i) => (rows.text(i).includes('told') ? 1 : 0));
    expect(early.some((each) => each === 0)).toBe(true);
    expect(tellingWords(read, early, 3)).toContain('told');
  });

  it('says nothing of a value that one of three rows has', () => {
    const three = Uint8Array.from({ length: rows.n }, (_, i) => (i < 3 ? 1 : 0));
    expect(contrasts(rows, topics, three)).toEqual([]);
  });

  it('is as sure as an exact test of every way to draw the rows', () => {
    // 8 of 20 rows have it; 6 drawn.
    const column = categoryColumn('c', 20, (i) => (i < 8 ? 'yes' : 'no'));
    const small = { n: 20, columns: [column], levels: rows.levels.map(() => new Int32Array(20).fill(-1)) };
    const none = { version: 1 as const, levels: topics.levels.map(({ level }) => ({ level, topics: [] })) };
    const kept = Uint8Array.from({ length: 20 }, (_, i) => (i < 6 ? 1 : 0));
    const found = contrasts({ ...rows, ...small }, none, kept);
    // Six of six: C(8, 6) of C(20, 6) draws.
    expect(found[0]!.p).toBeCloseTo((2 * 28) / 38760, 10);
  });

  it('finds nothing to say of rows drawn at random, nearly always', () => {
    let said = 0;
    for (let turn = 0; turn < 20; turn++) {
      const kept = Uint8Array.from(
        { length: rows.n },
        (_, i) => ((i * 2654435761 + turn * 40503) >>> 13) & 1,
      );
      said += contrasts(rows, topics, kept).length;
    }
    expect(said).toBeLessThan(20);
  });

  it('is written as CSV that is safe in a spreadsheet', () => {
    expect(['=1+1', '-2', '@x', 'a,b', 'say "no"', 'line\nbreak', 'plain'].map(formatCell)).toEqual([
      "'=1+1",
      "'-2",
      "'@x",
      '"a,b"',
      '"say ""no"""',
      '"line\nbreak"',
      'plain',
    ]);
    expect(formatCell(-2.5)).toBe('-2.5');
  });
});

describe('a region', () => {
  it('keeps its shape with few corners', () => {
    const circle = Array.from({ length: 900 }, (_, k): [number, number] => [
      Math.cos((k * Math.PI) / 450),
      Math.sin((k * Math.PI) / 450),
    ]);
    const polygon = simplified(circle, 60).flat();
    expect(polygon.length).toBe(120);
    for (let k = 0; k < 200; k++) {
      const [x, y] = [((k * 37) % 100) / 50 - 1, ((k * 61) % 100) / 50 - 1];
      if (Math.abs(Math.hypot(x, y) - 1) > 0.02)
        expect(insidePolygon(polygon, x, y)).toBe(Math.hypot(x, y) < 1);
    }
    expect(
      simplified(
        [
          [0, 0],
          [0, 0],
          [1, 0],
          [1, 1],
        ],
        3,
      ),
    ).toHaveLength(3);
  });
});

function ancestor(level: number, id: number): number {
  const topic = topics.levels[level - 1]!.topics.find((each) => each.id === id)!;
  return level === 1 ? id : ancestor(level - 1, topic.parent!);
}
