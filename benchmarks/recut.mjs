/**
 * How long another cut of the density tree takes in the page: see README.md.
 *
 *   node benchmarks/recut.mjs <map.html> [--sizes 10,15,30,12,25] [--out <file.json>]
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openChromium } from './lib/chromium.mjs';
import { median, printTable, resultsFile, writeResults } from './lib/report.mjs';

const { values: given, positionals } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10,15,30,12,25' },
    out: { type: 'string', default: resultsFile('recut') },
  },
  allowPositionals: true,
});
if (positionals.length !== 1) throw new Error('Usage: node benchmarks/recut.mjs <map.html>');
const browser = await openChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(120_000);
  await page.goto(`${pathToFileURL(resolve(positionals[0])).href}#view=recipe`);
  const panel = page.getByRole('tabpanel', { name: 'Recipe' });
  const size = panel.getByRole('textbox', { name: 'Fewest rows of a topic' });
  // Read, and every size tried once.
  await panel.getByText('as run.').waitFor();
  await page.waitForTimeout(3000);
  const cuts = [];
  for (const wanted of given.sizes.split(',').map(Number)) {
    await page.evaluate(timeNext);
    await size.fill(String(wanted));
    const { shown, named } = await page.evaluate(() => globalThis.cutTimes);
    const [, cut] = /Cut in (?:under )?(\d+) ms/.exec(await panel.innerText());
    const [topics] = /\d+/.exec(await panel.getByRole('status').first().innerText());
    cuts.push({ size: wanted, topics: Number(topics), cut: Number(cut), shown, named });
    await page.waitForTimeout(1500);
  }
  printTable([
    ['fewest rows', 'topics', 'cut ms', 'shown ms', 'all named ms'],
    ...cuts.map((each) => Object.values(each)),
  ]);
  const middle = (key) => median(cuts.map((each) => each[key]));
  const medians = { cut: middle('cut'), shown: middle('shown'), named: middle('named') };
  await writeResults(given.out, { cuts, medians });
} finally {
  await browser.close();
}

/** In the page: how long after the next key the outcome is another, and how long until no topic waits for its name. */
function timeNext() {
  const outcome = globalThis.document.querySelector('.recipe .outcome');
  const before = outcome.textContent;
  globalThis.cutTimes = new Promise((done) => {
    let began = 0;
    let shown = 0;
    globalThis.document.addEventListener('input', () => (began ||= performance.now()), {
      capture: true,
      once: true,
    });
    const observer = new globalThis.MutationObserver(() => {
      const text = outcome.textContent;
      if (text === before) return;
      shown ||= performance.now();
      if (text.includes('being named')) return;
      observer.disconnect();
      done({ shown: Math.round(shown - began), named: Math.round(performance.now() - began) });
    });
    observer.observe(outcome, { subtree: true, childList: true, characterData: true });
  });
}
