import fc from 'fast-check';
import type { Changes, RunEvent, RunSummary, TopicOrigin } from '@parallax-map/core';
import { describe, expect, test } from 'vitest';
import { changedText } from '../src/terminal/changed.js';
import { plainListener } from '../src/terminal/plain.js';
import { progressLine, progressText } from '../src/terminal/progress.js';
import { duration, percent, safe } from '../src/terminal/words.js';
import { columns, wrap } from '../src/terminal/wrap.js';

const progress = (change: object = {}): Extract<RunEvent, { type: 'progress' }> => ({
  type: 'progress',
  step: 'encode',
  done: 1200,
  total: 5000,
  unit: 'texts',
  perSecond: 121.4,
  secondsLeft: 31,
  ...change,
});

describe('the progress line', () => {
  test('says share, time left, count and rate', () => {
    expect(progressText(progress(), 80)).toBe('  encode  24 %  31 s left  1,200 of 5,000 texts  121 texts/s');
  });

  test('leaves out the last parts where the terminal is narrow, whole ones', () => {
    expect(progressText(progress(), 40)).toBe('  encode  24 %  31 s left');
    expect(progressText(progress(), 12)).toBe('  encode');
  });

  test('counts no percent of percent', () => {
    expect(progressText(progress({ unit: 'percent', done: 34, total: 100, secondsLeft: null }), 80)).toBe(
      '  encode  34 %',
    );
  });

  test('never takes a whole line, whatever the width, so that the terminal never wraps it', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(1e7),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (width, done, left) => {
          const text = progressText(progress({ done, total: 1e7, secondsLeft: left }), width);
          return text.length <= width && !text.includes('\n');
        },
      ),
    );
  });

  test('is taken away without a rest, once', () => {
    let written = '';
    const line = progressLine(
      (text) => (written += text),
      () => 80,
    );
    line.clear();
    expect(written).toBe('');
    line.show(progress());
    line.clear();
    line.clear();
    expect(written.endsWith('\r\u001b[2K')).toBe(true);
    expect(written.split('\u001b[2K')).toHaveLength(3);
  });
});

describe('words at the terminal', () => {
  test('carry no control characters and no marks that turn the direction of a line', () => {
    expect(safe('\u001b[31mRED\u001b[0m\u0007')).toBe('[31mRED [0m');
    expect(safe('one\r\ntwo\u009b2J')).toBe('one two 2J');
    expect(safe('\u202eevil')).toBe('evil');
    expect(safe('שלום, नमस्ते')).toBe('שלום, नमस्ते');
  });

  test('break at blanks, within the width, and lose nothing', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'é', 'שׁ', '映', 'ß'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 20, max: 90 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width, 4).split('\n');
          expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
          for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('stay on one line where nobody wraps, and keep their first indent', () => {
    expect(wrap('  a line that goes on', Infinity, 4)).toBe('  a line that goes on');
    expect(wrap('  a line that goes on', 12, 4)).toBe('  a line\n    that\n    goes on');
    expect(wrap('one of 100 % each', 12, 0)).toBe('one of 100 %\neach');
    expect(wrap('one of 100 % each', 11, 0)).toBe('one of\n100 % each');
  });

  test('say durations and shares as people do', () => {
    expect([0.01, 3.14, 59.6, 119.7, 3600].map(duration)).toEqual([
      'under 0.1 s',
      '3.1 s',
      '60 s',
      '2 min 00 s',
      '60 min 00 s',
    ]);
    expect([0, 0.001, 0.487, 1].map(percent)).toEqual(['0 %', '0.1 %', '49 %', '100 %']);
  });
});

test('steps that were there share a line; what the data decided comes after them, once', () => {
  let said = '';
  const listen = plainListener(
    (line) => (said += line + '\n'),
    () => 60,
  );
  const done = (step: string, reused: boolean): RunEvent => ({ type: 'step-done', step, seconds: 2, reused });
  listen(done('profile', false));
  listen(done('data', true));
  listen({ type: 'decision', path: 'reduce.epochs', value: 500, reason: 'there is time' });
  listen(done('encode', true));
  listen(done('cluster', false));
  expect(said).toBe('\nSteps\n  as before      data, encode\n  cluster        2.0 s\n');
});

describe('what changed since the table was another', () => {
  const origin = (id: number, change: Partial<TopicOrigin>): TopicOrigin => ({
    ...{ id, origin: 'new', earlier: null, earlierLabel: null, jaccard: 0, keptName: false },
    ...{ from: [], fromNoise: 0, newRows: 0 },
    ...change,
  });
  const topics = ['War', 'Heists', 'Ghosts', 'Trains', 'Moons'].map((label) => ({ label }));
  const gone = (label: string, fate: object) => ({
    ...{ earlier: 9, label, size: 10, went: [], toNoise: 0, goneRows: 0 },
    ...fate,
  });
  const said = (
    change: Partial<Changes['levels'][number]>,
    rows: Partial<Changes['rows']> = {},
  ): string[] => {
    const none = { before: 0, now: 0, unchanged: 0, edited: 0, new: 0, gone: 0 };
    const level = { level: 5, topics: [], gone: [], splits: [], merges: [], ...change };
    const changes: Changes = { by: 'id', rows: { ...none, ...rows }, threshold: 0.5, levels: [level] };
    return changedText(changes, topics as unknown as RunSummary['topics']);
  };
  const same = { origin: 'same', earlier: 0, earlierLabel: 'War', keptName: true } as const;

  test('says rows, topics found again, and those that are not', () => {
    const lines = said(
      {
        topics: [
          origin(0, same),
          origin(1, { ...same, keptName: false }),
          origin(2, {}),
          origin(3, { origin: 'part', earlier: 9, earlierLabel: 'Travel' }),
          origin(4, { origin: 'mixed' }),
        ],
        gone: [
          gone('Travel', { went: [{ topic: 3, rows: 5 }] }),
          gone('Spies', { went: [{ topic: 0, rows: 7 }] }),
          gone('Cooks', { toNoise: 6 }),
          gone('Kings', { goneRows: 10 }),
          gone('\u001b[31mRest', { went: [{ topic: 0, rows: 4 }] }),
        ],
      },
      { new: 1312, edited: 4, gone: 9 },
    );
    expect(lines).toEqual([
      'Since the table changed: 1,312 rows are new, 4 edited, 9 gone.',
      '2 of 7 topics before are found again (1 by the same name); now there are 5.',
      'New: Ghosts.',
      'Parts of “Travel”: Trains.',
      'Mixed from several: Moons.',
      'Gone: Spies (now in War); Cooks (now noise); Kings (its rows are gone); [31mRest.',
    ]);
  });

  test('counts what would make a line too long, and says no more than there is', () => {
    expect(said({ gone: Array.from({ length: 8 }, (_, i) => gone(`T${i}`, {})) }).at(-1)).toBe(
      'Gone: T0; T1; T2; T3; T4; T5; and 2 more.',
    );
    expect(said({ topics: [origin(0, same)] }, { unchanged: 7 })).toEqual([
      'Since the table changed: its rows are the same.',
      '1 of 1 topic before is found again (names kept); now there is 1.',
    ]);
    expect(said({}, { new: 1 })).toEqual(['Since the table changed: 1 row is new, 0 edited, 0 gone.']);
  });
});
