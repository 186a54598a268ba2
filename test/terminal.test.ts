import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND, ended, fileIn, finished, parallax, SAMPLE, start, tempFolder } from './support/parallax.js';

const QUESTION = 'What are you clustering for?';
/** How a terminal is told to empty the line. */
const REWRITE = '\u001b[2K';
const TFIDF = ['--encoder', 'tfidf', '--no-open'];

/**
 * The command at a terminal of its own (util-linux `script` makes one), `columns` wide. Whenever the text of the
 * next reply's `to` is seen, its `type` is typed.
 */
async function atTerminal(
  args: string[],
  options: { columns?: number; replies?: { to: string; type: string }[] } = {},
): Promise<{ status: number | null; seen: string }> {
  const { columns = 80, replies = [] } = options;
  const command = [process.execPath, COMMAND, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${command}`, '/dev/null'], {
    env: { ...process.env, CI: '1' },
  });
  const waiting = [...replies];
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
    const [next] = waiting;
    if (next === undefined || !seen.includes(next.to)) return;
    waiting.shift();
    child.stdin.write(next.type);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { status, seen };
}

/** What stays on the screen: a line that is rewritten in place keeps only what was written last. */
function remains(seen: string): string[] {
  return seen.split(/\r?\n/).map((line) => line.split(REWRITE).at(-1)!.replace(/\r/g, ''));
}

describe('at a terminal', () => {
  test('asks for the purpose once, shows progress that leaves nothing behind, and keeps to the width', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const first = await atTerminal(['run', SAMPLE, '--out', out, ...TFIDF], {
      columns: 60,
      replies: [{ to: '1 or 2 [1]: ', type: '2\r' }],
    });
    expect(first.status).toBe(0);
    expect(first.seen).toContain(QUESTION);
    expect(first.seen.replaceAll(REWRITE, '')).toMatch(/^\r? {2}encode {2}\d+ %/m);
    const lines = remains(first.seen);
    expect(lines.filter((line) => /^ {2}encode {2}\d+ %/.test(line))).toEqual([]);
    const long = lines.filter((line) => line.length > 60 && !line.includes(out));
    expect(long).toEqual([]);
    const recipe = JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8'));
    expect(recipe.perspectives.main.purpose).toBe('label');

    const second = await atTerminal([
      'run',
      out,
      '--perspective',
      'centres',
      '--cluster',
      'kmeans',
      ...TFIDF,
    ]);
    expect(second.status).toBe(0);
    expect(second.seen).not.toContain(QUESTION);
    const both = JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8'));
    expect(both.perspectives.centres.purpose).toBe('label');
  });

  test('Ctrl-C at the question stops, and leaves no folder behind', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const { status, seen } = await atTerminal(['run', SAMPLE, '--out', out, ...TFIDF], {
      replies: [{ to: '1 or 2 [1]: ', type: '\u0003' }],
    });
    expect(status).toBe(130);
    expect(seen).toContain('Stopped.');
    await expect(readFile(join(out, 'parallax.json'))).rejects.toThrow();
  });

  test('Ctrl-C while texts are encoded takes the progress line away and stops', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const { status, seen } = await atTerminal(
      ['run', SAMPLE, '--out', out, '--purpose', 'explore', '--no-open'],
      {
        replies: [{ to: '  encode  ', type: '\u0003' }],
      },
    );
    expect(status).toBe(130);
    expect(remains(seen).filter((line) => /^ {2}\S+ {2}\d+ %/.test(line))).toEqual([]);
    expect(seen).toContain('Stopped. What was finished is kept');
  });
});

describe('away from a terminal', () => {
  test('writes no control characters, asks nothing, and tells a run that changed nothing in a few lines', async () => {
    const out = await finished();
    const { status, out: said, err } = await parallax(['run', out, '--no-open']);
    expect(status).toBe(0);
    expect(err).toBe('');
    // eslint-disable-next-line no-control-regex
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(said).not.toContain(QUESTION);
    expect(said).toContain('Nothing changed');
    expect(said.match(/^ {2}as before /gm)?.length).toBeLessThanOrEqual(2);
  });

  test('ends quietly when the reader has seen enough', async () => {
    const child = start(['run', await finished(), '--no-open']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { status, err } = await ended(child);
    expect(err).toBe('');
    expect(status).toBe(0);
  });
});

test('the summary names what matters: rows, noise, topics with share, words and central rows, the first doubt', async () => {
  const out = await finished();
  const { out: said } = await parallax(['run', out, '--selection', 'leaf', '--no-open']);
  const topics = JSON.parse(await readFile(fileIn(out, 'topics.json'), 'utf8')).levels[4].topics;
  expect(said).toContain('120 rows in, 120 kept.');
  expect(said).toMatch(/Noise: \d+ %\. \d+ of 120 rows have a topic; \d+ fit none tightly enough/);
  expect(said).toContain(`${topics.length} topics, largest first`);
  for (const { label, size } of topics) {
    expect(said).toMatch(
      new RegExp(`^ +${size} +\\d+ % ${label}( \\(fragile\\))?\\n +.+\\n +“.+”  “.+”  “.+”$`, 'm'),
    );
  }
  expect(said).toMatch(/The first doubt: from another seed \(43\).*Jaccard ≥ 0\.6/);
});
