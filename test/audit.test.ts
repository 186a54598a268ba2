import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '@parallax-map/core';
import { describe, expect, test } from 'vitest';
import { eventsOf, parallax, readReport, runJson, SAMPLE, tempFolder } from './support/parallax.js';

const TFIDF = ['--encoder', 'tfidf', '--no-open'];
/** Eleven tales, one without text and one with a date that is none. */
const TALES = `id,title,story,date
1,The Well,A girl lowers a lantern into a well and hears an answer.,2001-03-04
2,The Ferry,An old ferryman refuses to carry a chest across the river.,2002-05-06
3,The Loom,Three sisters weave a cloth that shows tomorrow.,2003-07-08
4,The Bell,,2004-09-10
5,The Kite,A boy flies a kite so high that it comes back with frost.,2005-11-12
6,The Mill,The miller grinds stones and sells the flour to ghosts.,2006-01-02
7,The Oak,A judge sentences an oak tree and regrets it every autumn.,2007-03-04
8,The Salt,Two merchants bet their camels on the taste of salt.,2008-05-06
9,The Key,A locksmith swallows the only key to the treasury.,soon
10,The Map,A sailor sells a map of an island that moves each night.,2009-07-08
11,The Bee,A beekeeper teaches her bees to carry letters over the pass.,2010-09-10
`;

async function tales(): Promise<{ folder: string; table: string; out: string }> {
  const folder = await tempFolder();
  const table = join(folder, 'tales.csv');
  await writeFile(table, TALES);
  return { folder, table, out: join(folder, 'tales.parallax', 'perspectives', 'main') };
}

describe('parallax audit', () => {
  test('tells findings worst first, writes audit.json and rejects.csv, and no recipe', async () => {
    const { table, folder, out } = await tales();
    const { status, out: said, err } = await parallax(['audit', table]);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(said).toContain('tales.csv: 11 rows, 4 columns.');
    expect(said).toContain('text {story}; title title; id id; time date');
    expect(said).toContain('1 of 11 rows (9 %) has no text.');
    expect(said).toContain('line 5, row 3: “The Bell”');
    expect(said).toContain('1 of 11 cells (9 %) in "date" cannot be read as a date.');
    expect(said.indexOf('warnings')).toBeGreaterThan(-1);
    expect(said.trimEnd().split('\n').at(-1)).toBe(
      `0 errors, 2 warnings, 0 notes: ${out}/audit.json and rejects.csv`,
    );
    expect((await readdir(out)).sort()).toEqual(['audit.json', 'rejects.csv']);
    expect(await readFile(join(out, 'rejects.csv'), 'utf8')).toBe('file,line,lines,reason,text\n');
    expect(await readdir(join(folder, 'tales.parallax'))).not.toContain('parallax.json');
  });

  test('with --json prints what audit.json holds; flags and --fail-on decide', async () => {
    const { table, out } = await tales();
    const json = await parallax(['audit', table, '--json', '--audit-short-text', '60']);
    const audit = JSON.parse(json.out) as Audit;
    expect(audit).toEqual(JSON.parse(await readFile(join(out, 'audit.json'), 'utf8')));
    expect(audit.findings.map(({ code }) => code)).toContain('TEXT_SHORT');

    const failed = await parallax(['audit', table, '--fail-on', 'text_missing,error']);
    expect(failed.status).toBe(1);
    expect(failed.out).toContain('2 warnings');
    expect(failed.err).toMatch(/TEXT_MISSING: 1 of 11 rows.*\[AUDIT_FAILED\]/s);
    expect(failed.err).not.toContain('DATE_UNREAD');
    expect((await parallax(['audit', table, '--fail-on', 'error'])).status).toBe(0);

    const unknown = await parallax(['audit', table, '--fail-on', 'TEXT_MISING']);
    expect(unknown.status).toBe(64);
    expect(unknown.err).toContain('Did you mean "TEXT_MISSING"?');
  });

  test('a table without text is audited; one that is not there leaves no folder', async () => {
    const folder = await tempFolder();
    const table = join(folder, 'codes.csv');
    await writeFile(table, 'a,b\n' + Array.from({ length: 30 }, (_, i) => `${i},${i % 3}\n`).join(''));
    const { status, out } = await parallax(['audit', table]);
    expect(status).toBe(0);
    expect(out).toContain('TEXT_UNCLEAR');
    expect(out).toContain('Read as no text');
    expect((await parallax(['audit', join(folder, 'none.csv')])).status).toBe(66);
    expect(await readdir(folder)).toEqual(['codes.csv', 'codes.parallax']);
  });

  test('finds nothing to warn of in the bundled sample', async () => {
    const { status, out } = await parallax([
      'audit',
      SAMPLE,
      '--out',
      await tempFolder(),
      '--fail-on',
      'warning',
    ]);
    expect(status).toBe(0);
    expect(out).toContain('0 errors, 0 warnings');
  });
});

describe('the audit in a run', () => {
  test('takes what parallax audit found, tells it, and stops on --fail-on before it encodes', async () => {
    const { table, folder } = await tales();
    await parallax(['audit', table, ...TFIDF.slice(0, 2)]);
    const stopped = await runJson([table, ...TFIDF, '--fail-on', 'warning']);
    expect(stopped.status).toBe(1);
    expect(stopped.err).toContain('AUDIT_FAILED');
    expect(eventsOf(stopped.events, 'step-done')).toMatchObject([
      { step: 'profile', reused: true },
      { step: 'data', reused: false },
      { step: 'audit', reused: true },
    ]);
    const { events, status } = await runJson([table, ...TFIDF]);
    expect(status).toBe(0);
    const [audit] = eventsOf(events, 'audit');
    expect(audit).toMatchObject({
      source: 'tales.csv',
      reused: true,
      counts: { errors: 0, warnings: 2, notes: 0 },
    });
    const out = join(folder, 'tales.parallax', 'perspectives', 'main');
    expect((await readReport(out)).audit).toEqual(audit!.counts);
    expect((JSON.parse(await readFile(join(out, 'audit.json'), 'utf8')) as Audit).findings).toEqual(
      audit!.findings,
    );
  });

  test('at first tells errors and warnings with what is done about them', async () => {
    const { table } = await tales();
    const { out } = await parallax(['run', table, ...TFIDF]);
    expect(out).toContain('What is wrong with the table');
    expect(out).toContain('1 of 11 rows (9 %) has no text.');
    expect(out).toContain('They are left out of the map');
  });
});
