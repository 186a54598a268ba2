import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tokeniser } from '../../src/encode/transformer/tokenise.js';
import { tinyModel } from '../../../../test/support/tiny-model.js';

const file = new URL('./fixtures/tokenisers.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<
  string,
  { tokenizer: unknown; items: { text: string; ids: string }[] }
>;

describe('tokens', () => {
  it.each(Object.keys(golden))('of a %s vocabulary are those of the reference, in every script', (name) => {
    const { tokenizer, items } = golden[name]!;
    const tokenise = tokeniser(JSON.stringify(tokenizer), { maxTokens: 8192, long: 'cut', prefix: '' });
    expect(items.length).toBeGreaterThan(50);
    for (const { text, ids } of items) {
      expect(tokenise(text).passages[0]!.join(' '), JSON.stringify(text.slice(0, 60))).toBe(ids);
    }
  });

  it.each(Object.keys(golden))(
    'of a %s vocabulary keep their special ones when a text is cut or parted',
    (name) => {
      const { tokenizer, items } = golden[name]!;
      const whole = tokeniser(JSON.stringify(tokenizer), { maxTokens: 8192, long: 'cut', prefix: '' });
      const { text } = items.reduce((a, b) => (a.text.length > b.text.length ? a : b));
      const all = whole(text).passages[0]!;
      for (const long of ['cut', 'passages'] as const) {
        const { passages, length } = tokeniser(JSON.stringify(tokenizer), {
          maxTokens: 16,
          long,
          prefix: '',
        })(text);
        expect(length).toBe(all.length);
        expect(passages.length > 1).toBe(long === 'passages');
        for (const ids of passages)
          expect([ids.length, ids[0], ids.at(-1)]).toEqual([16, all[0], all.at(-1)]);
        expect(passages[0]!.slice(0, 15)).toEqual(all.slice(0, 15));
        if (long === 'passages') expect(passages.at(-1)!.slice(1)).toEqual(all.slice(-15));
      }
    },
  );

  it.each(Object.keys(golden))(
    'of a %s vocabulary that are read are the same where the rest is not',
    (name) => {
      const { tokenizer, items } = golden[name]!;
      const page = items.map(({ text }) => text).join(' ');
      const text = page.repeat(Math.ceil(300_000 / page.length));
      const read = (long: 'cut' | 'passages') =>
        tokeniser(JSON.stringify(tokenizer), { maxTokens: 256, long, prefix: '' })(text);
      const [cut, all] = [read('cut'), read('passages')];
      expect(cut.passages).toEqual([all.passages[0]]);
      expect(cut.length).toBeGreaterThan(256);
      expect(cut.length).toBeLessThanOrEqual(all.length);
    },
  );

  it('of every part of a text are in some passage, whatever its length', () => {
    const words = 'abcdefghijklmnopqrstuvwxyz'.split('');
    const { tokenizer } = tinyModel();
    const tokenise = tokeniser(tokenizer, { maxTokens: 10, long: 'passages', prefix: '' });
    for (let count = 1; count <= 26; count++) {
      const text = words.slice(0, count).join(' ');
      const { passages, length } = tokenise(text);
      const seen = new Set(passages.flatMap((ids) => ids.slice(1, -1)));
      expect([count, length, seen.size]).toEqual([count, count + 2, count]);
      expect(passages.every((ids) => ids.length <= 10)).toBe(true);
      expect(passages.length).toBe(count <= 8 ? 1 : 1 + Math.ceil((count - 8) / 7));
    }
  });
});
