import { join } from 'node:path';
import { findModel, MINILM_L6_V2 } from '../packages/pipeline/dist/encode/index.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, finished, readReport, runJson, SAMPLE, tempFolder } from './support/parallax.js';

let hasModel = false;
beforeAll(async () => {
  const { signal } = new AbortController();
  const model = await findModel(MINILM_L6_V2, { signal, offline: true, note: () => {} }).catch(
    () => undefined,
  );
  hasModel = model !== undefined;
});

describe('what counted words cannot see, through the command', () => {
  test('a run that counted words without a model at hand says how to see it', async () => {
    const { blindSpots } = await readReport(join(await finished(), 'perspectives', 'main'));
    expect(blindSpots).toMatchObject({ encoder: null, pairs: [] });
    expect(blindSpots!.note).toContain('models pull');
  });

  test('nobody is told who does not want to know', async () => {
    const out = await finished();
    await runJson([out, '--no-blind-spots', '--no-open']);
    expect((await readReport(join(out, 'perspectives', 'main'))).blindSpots).toBeNull();
  });

  test('a run that counted words has the default model look where it is at hand', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const env = {
      PARALLAX_CACHE: process.env.PARALLAX_CACHE ?? '',
      PARALLAX_MODELS: process.env.PARALLAX_MODELS ?? '',
    };
    const run = [SAMPLE, '--out', out, '--encoder', 'tfidf', '--no-open'];
    const { events, status, err } = await runJson(run, { env });
    expect(status, err).toBe(0);
    const { blindSpots } = await readReport(join(out, 'perspectives', 'main'));
    expect(eventsOf(events, 'summary')[0]!.summary.report.blindSpots).toEqual(blindSpots);
    expect(blindSpots!.encoder).toBe(hasModel ? 'minilm-l6-v2' : null);
    if (!hasModel) return;
    expect(blindSpots!.texts).toBeGreaterThan(100);
    expect(blindSpots!.note).toContain('cannot know');
    for (const { rows, cosine, termCosine } of blindSpots!.pairs) {
      expect(rows[0]).toBeLessThan(rows[1]);
      expect(cosine).toBeGreaterThan(termCosine);
    }
    // Found again, not made again.
    const again = await runJson([out, '--no-open'], { env });
    expect(eventsOf(again.events, 'step-done').find(({ step }) => step === 'blind-spots')?.reused).toBe(true);
  });
});
