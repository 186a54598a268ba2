import fc from 'fast-check';
import type { RunEvent } from '@parallax-map/core';
import { describe, expect, test } from 'vitest';
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
