import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import type { Report, RunEvent } from '@parallax-map/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, fileIn, fingerprints, makeTemp, query, readReport, runJson } from './support/parallax.js';
import { tinyVision, TINY_PICTURE_DIMENSIONS, writeModel } from './support/tiny-vision.js';

const COLOURS = ['crimson', 'royalblue', 'goldenrod'];
const EACH = 12;
const GOOD = COLOURS.length * EACH;

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url!);
  answer(request, response);
});
let host: string;
let env: Record<string, string>;
/** The table, its pictures and the results of the first run. */
let folder: string;
let first: { events: RunEvent[]; report: Report };

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  env = { PARALLAX_PICTURE_HOSTS: host, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  folder = await makeTemp();
  await makePictures();
  await writeFile(join(folder, 'shapes.csv'), table([...good(), ...bad()]));
  const { status, err, events } = await run('shapes.csv', '--image', 'picture');
  expect(err).toBe('');
  expect(status).toBe(0);
  first = { events, report: await readReport(main()) };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a table of pictures', () => {
  test('is mapped by what the pictures show, and named by the words of its texts', async () => {
    const { report } = first;
    expect(report.encoder).toMatchObject({
      name: '../clip',
      dimensions: TINY_PICTURE_DIMENSIONS,
      cutShare: 0,
    });
    expect(report.encoder.model).toMatch(/^[0-9a-f]{64}$/);
    expect(report.blindSpots).toBeNull();
    expect(report.counts.topics).toBe(COLOURS.length);
    const rows = await query(
      `SELECT id, topic FROM '${join(main(), 'rows.parquet')}' WHERE topic >= 0 ORDER BY id`,
    );
    const colours = new Map<unknown, Set<string>>();
    for (const { id, topic } of rows) {
      colours.set(topic, (colours.get(topic) ?? new Set()).add(String(id).split('-')[0]!));
    }
    expect([...colours.values()].map((names) => names.size)).toEqual([1, 1, 1]);
    const words = JSON.parse(await readFile(fileIn(results(), 'topics.json'), 'utf8')) as unknown;
    for (const colour of COLOURS) expect(JSON.stringify(words)).toContain(colour);
  });

  test('keeps what can be read, and says of every other row why its picture cannot', async () => {
    const { report, events } = first;
    const why = Object.fromEntries(report.counts.dropped.map(({ because, rows }) => [because, rows]));
    expect(why).toEqual({
      'no picture': 1,
      'picture file that is not there': 1,
      'a web page in place of a picture': 2,
      'picture broken or cut off': 1,
      'picture of 0 bytes': 1,
      'picture path that leaves the folder of the table': 1,
      'picture address that answers 404': 1,
      'picture address that does not answer': 1,
      'picture address that leads into a private network': 1,
      'picture address that redirects without end': 1,
    });
    // The good ones, and the one at an address that redirects to another.
    expect(report.counts.kept).toBe(GOOD + 1);
    const [warning] = eventsOf(events, 'warning').filter(({ code }) => code === 'PICTURES_DROPPED');
    expect(warning!.message).toBe(
      `10 of ${GOOD + 11} rows are dropped, since their picture cannot be read: ` +
        `row ${GOOD + 2} ("gone.png"): picture file that is not there; ` +
        `row ${GOOD + 3} ("page.jpg"): a web page in place of a picture; ` +
        `row ${GOOD + 4} ("cut.png"): picture broken or cut off; and 7 more.`,
    );
    const rows = await query(`SELECT dropped_because AS why FROM '${join(main(), 'rows.parquet')}'`);
    expect(rows.filter(({ why }) => why !== null)).toHaveLength(11);
  });
});

describe('run again', () => {
  test('the same table gives the same bytes, and no address that answered is asked again', async () => {
    const before = await fingerprints(main());
    asked.length = 0;
    const { status, events } = await run('shapes.parallax');
    expect(status).toBe(0);
    // What did not answer may do so today, and what is private may be allowed.
    expect(new Set(asked)).toEqual(new Set(['/silent.png', '/inside.png']));
    expect(await fingerprints(main())).toEqual(before);
    const encode = eventsOf(events, 'step-done').find(({ step }) => step === 'encode');
    expect(encode).toMatchObject({ reused: true });
  });

  test('another picture under the same name, and rows that are new, are encoded and nothing else', async () => {
    const grown = await makeTemp();
    await cp(folder, grown, { recursive: true });
    await draw(join(grown, 'crimson-0.png'), 'crimson', 77);
    await draw(join(grown, 'crimson-new.png'), 'crimson', 78);
    const more = [...good(), 'crimson-new,one more crimson shape of the morning,crimson-new.png'];
    await writeFile(join(grown, 'shapes.csv'), table(more));
    const { status, events } = await runJson([join(grown, 'shapes.parallax'), '--no-open'], { env });
    expect(status).toBe(0);
    const encode = eventsOf(events, 'step-done').find(({ step }) => step === 'encode');
    expect(encode!.tally).toEqual({ unit: 'vectors', fromBefore: GOOD - 1, made: 2 });
  });
});

describe('a table without a picture that can be read', () => {
  test('ends with what is wrong with the first few', async () => {
    const empty = await makeTemp();
    await cp(join(folder, 'clip'), join(empty, 'clip'), { recursive: true });
    const rows = Array.from({ length: 6 }, (_, i) => `${i},a shape with the number ${i},gone-${i}.png`);
    await writeFile(join(empty, 'shapes.csv'), table(rows));
    const args = ['--encoder', 'image-model', '--model', join(empty, 'clip'), '--image', 'picture'];
    const { status, err } = await runJson([join(empty, 'shapes.csv'), ...args, '--no-open'], { env });
    expect(status).toBe(65);
    expect(err).toMatch(/DATA_EMPTY/);
    const { message } = JSON.parse(err) as { message: string };
    expect(message).toContain('row 1 ("gone-0.png"): picture file that is not there;');
    expect(message).toContain('and 3 more');
  });

  test('is refused before anything is read where no column of pictures is named', async () => {
    const { status, err } = await run('shapes.csv', '--image', 'none', '--out', join(folder, 'other'));
    expect(status).toBe(65);
    expect(err).toMatch(/needs data\.columns\.image.*--image/s);
  });
});

function run(source: string, ...args: string[]) {
  const encoder = ['--encoder', 'image-model', '--model', join(folder, 'clip')];
  const decisions = ['--min-cluster-size', '5', '--min-samples', '2', '--no-refit', '--no-open'];
  const given = source.endsWith('.csv') ? [...encoder, ...decisions, ...args] : ['--no-open'];
  return runJson([join(folder, source), ...given], { env });
}

function results(): string {
  return join(folder, 'shapes.parallax');
}

function main(): string {
  return join(results(), 'perspectives', 'main');
}

function table(rows: string[]): string {
  return ['id,caption,picture', ...rows, ''].join('\n');
}

function good(): string[] {
  const times = ['morning', 'noon', 'evening', 'night'];
  return COLOURS.flatMap((colour) =>
    Array.from({ length: EACH }, (_, i) => {
      const caption = `a ${colour} shape with number ${i} seen in the ${times[i % 4]} of a ${colour} day`;
      return `${colour}-${i},${caption},${colour}-${i}.png`;
    }),
  );
}

function bad(): string[] {
  const cells = ['', 'gone.png', 'page.jpg', 'cut.png', 'nothing.png', '../../secret.png'];
  const paths = ['moved.png', 'gone.png', 'page.png', 'silent.png', 'inside.png', 'round.png'];
  const all = [...cells, ...paths.map((path) => `http://${host}/${path}`)];
  return all.map((cell, i) => `crimson-bad-${i},a crimson shape that may not be there ${i},${cell}`);
}

async function makePictures(): Promise<void> {
  await mkdir(join(folder, 'clip'), { recursive: true });
  writeModel(join(folder, 'clip'), tinyVision());
  for (const colour of COLOURS) {
    for (let i = 0; i < EACH; i++) await draw(join(folder, `${colour}-${i}.png`), colour, i);
  }
  await draw(join(folder, 'moved.png'), 'crimson', 50);
  moved = await readFile(join(folder, 'moved.png'));
  await rm(join(folder, 'moved.png'));
  await writeFile(join(folder, 'page.jpg'), '<!DOCTYPE html><html><body>Not here</body></html>');
  await writeFile(join(folder, 'cut.png'), moved.subarray(0, moved.length / 2));
  await writeFile(join(folder, 'nothing.png'), '');
}

let moved: Buffer;

/** A disc or a square on paper of the colour, a little elsewhere each time. */
async function draw(path: string, colour: string, i: number): Promise<void> {
  const canvas = createCanvas(48, 40);
  const pen = canvas.getContext('2d');
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 48, 40);
  pen.fillStyle = 'white';
  if (i % 2 === 0) pen.fillRect(4 + (i % 8), 6 + (i % 5), 8, 8);
  else pen.arc(10 + (i % 9), 10 + (i % 7), 5, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = `rgb(${i}, ${i}, ${i})`;
  pen.fillRect(0, 0, 3, 3);
  await writeFile(path, canvas.toBuffer('image/png'));
}

const answer: RequestListener = (request, response) => {
  const to = (location: string): void => void response.writeHead(302, { location }).end();
  switch (request.url) {
    case '/moved.png':
      return to('/here.png');
    case '/here.png':
      return void response.writeHead(200, { 'content-type': 'image/png' }).end(moved);
    case '/page.png':
      return void response.writeHead(200).end('<html>Sign in</html>');
    case '/silent.png':
      return void request.socket.destroy();
    case '/inside.png':
      return to(`http://localhost:${host.split(':')[1]}/here.png`);
    case '/round.png':
      return to('/round.png');
    default:
      return void response.writeHead(404).end();
  }
};
