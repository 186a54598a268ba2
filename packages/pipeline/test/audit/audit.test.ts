import { describe, expect, test } from 'vitest';
import { artifactKey } from '../../src/step.js';
import { auditSection, auditStep, encoderReach } from '../../src/audit/index.js';
import { dataSchema, encodeSchema } from '@parallax-map/core';
import { audited, csv, harbours, of } from './audited.js';

describe('a table with nothing wrong', () => {
  test('has no error and no warning, and its language is told', async () => {
    const audit = await audited(csv(harbours()));
    expect(audit.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(audit.languages[0]).toMatchObject({ language: 'en' });
    expect(audit).toMatchObject({ version: 1, source: 'table.csv', rows: 60, columns: 7 });
  });
});

describe('texts', () => {
  test('that are missing, short, placeholders, repeated, shared and nearly the same are each told once', async () => {
    const rows = harbours();
    rows[3]!.text = '';
    rows[4]!.text = ' \t ';
    rows[5]!.text = 'A pier.';
    rows[6]!.text = 'No overview found.';
    rows[7]!.text = 'N/A';
    rows[9] = { ...rows[8]!, id: 'h9', keeper: 'Other' };
    rows[11]!.text = rows[10]!.text!;
    rows[13]!.text = rows[12]!.text!.toUpperCase().replace('.', ' !');
    const audit = await audited(csv(rows));
    const told = (code: string) => of(audit, code)[0];
    expect(told('TEXT_MISSING')).toMatchObject({ count: 2, share: 2 / 60, of: 'rows', column: 'text' });
    expect(told('TEXT_MISSING')!.examples).toMatchObject([{ row: 3 }, { row: 4 }]);
    expect(told('TEXT_SHORT')).toMatchObject({ count: 1, examples: [{ row: 5, value: 'A pier.' }] });
    expect(told('TEXT_PLACEHOLDER')).toMatchObject({ count: 2, examples: [{ row: 6 }, { row: 7 }] });
    expect(told('TEXT_REPEATED')).toMatchObject({ count: 1, severity: 'note', examples: [{ row: 9 }] });
    expect(told('TEXT_SHARED')).toMatchObject({ count: 2, examples: [{ row: 10 }, { row: 11 }] });
    expect(told('TEXT_NEARLY_SHARED')).toMatchObject({ count: 2, examples: [{ row: 12 }, { row: 13 }] });
  });

  test('kept duplicates are a warning, and say so', async () => {
    const rows = harbours();
    rows[9] = { ...rows[8]!, id: 'h9' };
    const [found] = of(await audited(csv(rows), { data: { duplicates: 'keep' } }), 'TEXT_REPEATED');
    expect(found).toMatchObject({ severity: 'warning' });
    expect(found!.action).toContain('--duplicates drop');
  });

  test('longer than the encoder reads are told about, and not where passages are read', async () => {
    const rows = harbours();
    rows[1]!.text = rows.map(({ text }) => text).join(' ');
    const [found] = of(await audited(csv(rows)), 'TEXT_LONG');
    expect(found).toMatchObject({ count: 1, estimated: true, examples: [{ row: 1 }] });
    expect(found!.message).toMatch(/^About 1 of 60 texts .* 256 tokens/);
    expect(of(await audited(csv(rows), { encode: { long: 'passages' } }), 'TEXT_LONG')).toEqual([]);
    expect(of(await audited(csv(rows), { encode: { encoder: 'tfidf' } }), 'TEXT_LONG')).toEqual([]);
  });

  test('in another language are told to an English encoder, not to a multilingual one', async () => {
    const rows = harbours();
    rows[2]!.text =
      'Unter den alten Linden am Hafen warteten die Fischer jeden Morgen auf den ersten Zug der Boote.';
    rows[3]!.text =
      'Les pêcheurs du vieux port attendaient chaque matin le retour des bateaux sous la pluie.';
    const audit = await audited(csv(rows));
    expect(of(audit, 'LANGUAGE_FOREIGN')[0]).toMatchObject({ count: 2, examples: [{ row: 2 }, { row: 3 }] });
    expect(of(audit, 'LANGUAGE_FOREIGN')[0]!.action).toContain('multilingual');
    expect(audit.languages.map(({ language }) => language)).toEqual(['en', 'de', 'fr']);
    const many = await audited(csv(rows), {
      encode: { encoder: 'model', model: 'intfloat/multilingual-e5-small' },
    });
    expect(of(many, 'LANGUAGE_FOREIGN')).toEqual([]);
  });

  test('that share a sentence, a beginning or an end are told with it', async () => {
    const rows = harbours();
    for (let i = 0; i < 12; i++) rows[i]!.text += ' Visit our website for tickets and opening hours.';
    for (let i = 20; i < 30; i++)
      rows[i]!.text = `Copied from the register of harbours, volume four: ${rows[i]!.text}`;
    const audit = await audited(csv(rows));
    const [sentence] = of(audit, 'BOILERPLATE_SENTENCE');
    expect(sentence).toMatchObject({ count: 12, examples: [{ row: 0 }, { row: 1 }, { row: 2 }] });
    expect(sentence!.message).toContain('Visit our website for tickets and opening hours.');
    expect(of(audit, 'BOILERPLATE_START')[0]).toMatchObject({ count: 10, examples: [{ row: 20 }, {}, {}] });
    expect(of(audit, 'BOILERPLATE_END')).toEqual([]);
  });

  test('there are none: the table is audited all the same, and that is the worst finding', async () => {
    const audit = await audited('a,b\n' + Array.from({ length: 30 }, (_, i) => `${i},${i * 3}\n`).join(''));
    expect(audit.findings[0]).toMatchObject({ code: 'TEXT_UNCLEAR', severity: 'error' });
    expect(audit.languages).toEqual([]);
  });
});

describe('rows', () => {
  test('whose values slipped, or that end early', async () => {
    const rows = harbours();
    const names = Object.keys(rows[0]!);
    const slipped = rows[7]!;
    const values = names.map((name) => slipped[name]!);
    names.forEach((name, i) => (slipped[name] = i === 0 ? 'x' : values[i - 1]!));
    rows[20]!.kind = '';
    rows[20]!.keeper = '';
    const audit = await audited(csv(rows), { columns: { text: '{text}', time: 'when', weight: 'visitors' } });
    expect(of(audit, 'ROW_SHIFTED')[0]).toMatchObject({ severity: 'error', examples: [{ row: 7 }] });
    expect(of(audit, 'ROW_TRUNCATED')[0]).toMatchObject({ count: 1, examples: [{ row: 20 }] });
  });

  test('that hold the names of the columns, where no reader of lines has left them out', async () => {
    const rows = harbours();
    rows[30] = Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, name]));
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    const [found] = of(await audited(lines, { file: 'table.ndjson' }), 'HEADER_REPEATED');
    expect(found).toMatchObject({ count: 1, examples: [{ row: 30 }] });
  });

  test('that repeat another whole, and ids that are blank, taken, or of another shape', async () => {
    const rows = harbours();
    rows[50] = { ...rows[2]! };
    rows[10]!.id = '';
    rows[11]!.id = rows[12]!.id!;
    rows[13]!.id = '12-oops';
    const audit = await audited(csv(rows), { columns: { id: 'id' } });
    expect(of(audit, 'ROW_REPEATED')[0]).toMatchObject({ count: 1, examples: [{ row: 50 }] });
    expect(of(audit, 'ID_BLANK')[0]).toMatchObject({ count: 1, examples: [{ row: 10, value: '' }] });
    expect(of(audit, 'ID_REPEATED')[0]).toMatchObject({ count: 2, examples: [{ row: 12 }, { row: 50 }] });
    expect(of(audit, 'ID_SHAPE')[0]).toMatchObject({ count: 1, examples: [{ row: 13, value: '12-oops' }] });
  });
});

describe('cells', () => {
  test('with garbled letters, lost letters, controls, markup, invisible signs, placeholders', async () => {
    const rows = harbours();
    rows[1]!.text += ' The cafÃ© on the quay â€” itâ€™s closed.';
    rows[2]!.text += ' The caf\ufffd was shut.';
    rows[3]!.text += ' The \u0007bell rang.';
    rows[4]!.text += ' Salt &amp; <b>pepper</b>.';
    rows[5]!.text += ' The \u200bkeeper.';
    rows[6]!.kind = 'N/A';
    // Sound letters that only look like it.
    rows[7]!.text += ' „Groß“ sagte er, und der Spaß… war „dahin“. « Été »';
    const audit = await audited(csv(rows), { columns: { facets: ['kind'] } });
    expect(of(audit, 'GARBLED')).toMatchObject([{ severity: 'error', count: 1, examples: [{ row: 1 }] }]);
    expect(of(audit, 'GARBLED')[0]!.message).toContain('café');
    expect(of(audit, 'GARBLED')[0]!.message).toMatch(/^1 of \d+ cells \(.*\) in "text" holds UTF-8/);
    const many = harbours(150);
    many[1]!.text = rows[1]!.text!;
    // One in a hundred spoils a column; fewer do not.
    expect(of(await audited(csv(many)), 'GARBLED')).toMatchObject([{ severity: 'warning', count: 1 }]);
    expect(of(audit, 'REPLACEMENT_CHARACTERS')).toMatchObject([{ count: 1, examples: [{ row: 2 }] }]);
    expect(of(audit, 'CONTROL_CHARACTERS')).toMatchObject([{ count: 1, examples: [{ row: 3 }] }]);
    expect(of(audit, 'MARKUP')).toMatchObject([{ count: 1, examples: [{ row: 4 }] }]);
    expect(of(audit, 'INVISIBLE_CHARACTERS')).toMatchObject([{ count: 1, examples: [{ row: 5 }] }]);
    expect(of(audit, 'PLACEHOLDER', 'kind')).toMatchObject([
      { severity: 'warning', count: 1, examples: [{ row: 6 }] },
    ]);
  });

  test('with doubtful dates', async () => {
    const rows = harbours();
    rows.forEach((row, i) => (row.when = `${13 + (i % 15)}/${1 + (i % 12)}/1999`));
    rows[1]!.when = 'soon';
    rows[2]!.when = '31/2/1999';
    rows[3]!.when = '3/4/99';
    rows[4]!.when = '2999-01-01';
    rows[5]!.when = '3/25/1999';
    const audit = await audited(csv(rows), { columns: { time: 'when' } });
    const at = (code: string) =>
      of(audit, code, 'when').map(({ count, examples }) => [count, examples[0]!.row]);
    expect(at('DATE_UNREAD')).toEqual([[1, 1]]);
    expect(at('DATE_IMPOSSIBLE')).toEqual([[1, 2]]);
    expect(at('DATE_TWO_DIGIT_YEAR')).toEqual([[1, 3]]);
    expect(at('DATE_FAR')).toEqual([[1, 4]]);
    expect(at('DATE_OTHER_ORDER')).toEqual([[1, 5]]);
    expect(at('DATE_FORMATS_MIXED')).toEqual([[2, 3]]);
  });

  test('with dates that nothing tells how to read', async () => {
    const rows = harbours();
    rows.forEach((row, i) => (row.when = `${1 + (i % 12)}/${1 + ((i * 5 + 1) % 12)}/1999`));
    const [found] = of(await audited(csv(rows), { columns: { time: 'when' } }), 'DATE_AMBIGUOUS');
    expect(found!.count).toBe(rows.filter(({ when }) => when!.split('/')[0] !== when!.split('/')[1]).length);
  });

  test('with numbers that are none, are written otherwise, have points, or cannot be', async () => {
    const rows = harbours();
    rows.forEach((row, i) => (row.visitors = `${1 + (i % 9)}.0${10 + i}.${100 + i}`));
    rows[1]!.visitors = 'many';
    rows[2]!.visitors = '99.33';
    rows[3]!.visitors = '-1';
    const audit = await audited(csv(rows), {
      data: { audit: { kindShare: 0.9 } },
      columns: { weight: 'visitors' },
    });
    const at = (code: string) =>
      of(audit, code, 'visitors').map(({ count, examples }) => [count, examples[0]!.row]);
    expect(at('NUMBER_UNREAD')).toEqual([[1, 1]]);
    expect(at('NUMBER_CONFLICTING')).toEqual([[1, 2]]);
    expect(of(audit, 'NUMBER_THOUSANDS_POINTS')[0]!.message).toContain('1.010.100 is read as 1,010,100');
    expect(at('NUMBER_NEGATIVE')).toEqual([]);
  });
});

describe('columns', () => {
  test('that say nothing, or the same as another', async () => {
    const rows = harbours().map((row, i) => ({
      ...row,
      nothing: '',
      always: 'yes',
      copy: i === 3 ? 'other' : row.kind!,
      ref: `r-${i * 17}`,
    }));
    const audit = await audited(csv(rows), {
      data: { audit: { alike: 0.95 } },
      columns: { id: 'id', facets: ['kind'] },
    });
    expect(of(audit, 'COLUMN_EMPTY')[0]!.column).toBe('nothing');
    expect(of(audit, 'COLUMN_CONSTANT')[0]!.column).toBe('always');
    expect(of(audit, 'COLUMN_SAME')[0]).toMatchObject({ column: 'copy', count: 1 });
    expect(of(audit, 'COLUMN_UNIQUE').map(({ column }) => column)).toEqual(['ref']);
  });

  test('a facet that spells one value in several ways', async () => {
    const rows = harbours();
    rows[0]!.kind = 'Fishing';
    rows[3]!.kind = 'fish-ing';
    const [found] = of(await audited(csv(rows), { columns: { facets: ['kind'] } }), 'FACET_VARIANTS');
    expect(found).toMatchObject({ column: 'kind', count: 2, examples: [{ row: 0 }, { row: 3 }] });
  });

  test('hundreds with one fault are told together', async () => {
    const names = Array.from({ length: 80 }, (_, k) => `c${k}`);
    const wide = harbours(30).map((row, i) => ({
      ...row,
      ...Object.fromEntries(names.map((name, k) => [name, i === 0 ? 'n/a' : `v${(i * (k + 3)) % 9}`])),
    }));
    const audit = await audited(csv(wide), { columns: { facets: [] } });
    expect(of(audit, 'PLACEHOLDER')).toMatchObject([{ column: null, columns: names, count: 80 }]);
  });
});

test('the same table and decisions are the same bytes; the key follows what is read, and nothing else', async () => {
  const table = csv(harbours());
  const once = auditStep.save(await audited(table))['audit.json']!;
  expect(Buffer.from(auditStep.save(await audited(table))['audit.json']!).equals(once)).toBe(true);
  const key = (encode: object, data: object = {}) => {
    const parsed = dataSchema.parse({ source: 'x', columns: { text: 'text' }, ...data });
    return artifactKey(auditStep, auditSection(parsed, encoderReach(encodeSchema.parse(encode)), '0'), ['k']);
  };
  expect(key({ precision: 'int8' })).toBe(key({}));
  expect(key({}, { top: 10 })).toBe(key({}));
  expect(key({ maxTokens: 128 })).not.toBe(key({}));
  expect(key({}, { audit: { shortText: 5 } })).not.toBe(key({}));
});
