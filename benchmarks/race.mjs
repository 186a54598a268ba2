/**
 * The race: kernels beside the Python stack, on the same rows, in one run. See README.md.
 *
 *   npm run bench -- [--vs python | --python <python>] [--size small|large|full] [--jobs <name>,…]
 *                    [--vectors films=<file.f32>] [--threads 2] [--out <file.json>]
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { pythonEnvironment } from './lib/python-environment.mjs';
import { JOBS, SIZES, TINY } from './lib/race-jobs.mjs';
import { median, printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { COLUMNS, writeLabels, writeSynthetic } from './lib/synthetic.mjs';

const REPEAT = 3;
/** What an answer is worth, the one that its job has. */
const QUALITIES = ['recall', 'trustworthiness', 'kept', 'rand', 'inertia', 'agreement', 'value'];
const TIME_LIMIT = 3_600_000;
const here = (path) => new URL(path, import.meta.url).pathname;

const given = readArguments();
const scratch = await mkdtemp(join(tmpdir(), 'parallax-race-'));
try {
  const results = await earlier();
  for (const job of given.jobs) {
    results.set(job.name, await race(job));
    print([...results.values()]);
    // After every job, so that a race cut short keeps what it has.
    await writeResults(given.out, { threads: given.threads, jobs: [...results.values()] });
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      vs: { type: 'string' },
      python: { type: 'string' },
      size: { type: 'string', default: 'small' },
      jobs: { type: 'string' },
      vectors: { type: 'string', multiple: true, default: [] },
      threads: { type: 'string', default: '2' },
      out: { type: 'string', default: resultsFile('race') },
    },
  });
  if (values.vs !== undefined && values.vs !== 'python') {
    throw new Error(`--vs must be python; got ${values.vs}`);
  }
  if (!Object.hasOwn(SIZES, values.size)) {
    throw new Error(`--size must be one of ${Object.keys(SIZES).join(', ')}; got ${values.size}`);
  }
  const wanted =
    values.jobs?.split(',') ?? JOBS.filter(({ size }) => SIZES[values.size].includes(size)).map(nameOf);
  for (const name of wanted) {
    if (!JOBS.some((job) => job.name === name)) {
      throw new Error(`--jobs must name some of ${JOBS.map(nameOf).join(', ')}; got ${name}`);
    }
  }
  const jobs = JOBS.filter(({ name }) => wanted.includes(name));
  return {
    python: values.python ?? (values.vs && pythonEnvironment()),
    jobs: values.size === 'tiny' ? jobs.map((job) => ({ ...job, rows: TINY, repeat: 1 })) : jobs,
    vectors: new Map(values.vectors.map((vector) => vector.split('='))),
    threads: Number(values.threads),
    out: values.out,
  };
}

function nameOf({ name }) {
  return name;
}

/** What was measured before, of which the jobs of this run are replaced. */
async function earlier() {
  const jobs = existsSync(given.out) ? JSON.parse(await readFile(given.out, 'utf8')).jobs : [];
  return new Map(jobs.map((job) => [job.name, job]));
}

/** Ours, theirs, and ours again, so that a machine that slows down is seen. */
async function race({ name, title, table, rows, ours, theirs, repeat = REPEAT, wanted }) {
  console.error(`\n${name}`);
  const { path, source } = await tableOf(table, rows, ours);
  const task = { columns: COLUMNS, ...ours, path, rows, threads: given.threads, repeat };
  if (task.fresh) task.fresh = Math.min(task.fresh, Math.floor(rows / 4));
  const [node, python] = [
    [process.execPath, here('lib/race-ours.mjs')],
    [given.python, here('python/race.py')],
  ];
  const lines = [await run(node, task)];
  const peers = [];
  if (given.python !== undefined) {
    for (const settings of theirs)
      peers.push({ settings, ...sum([await run(python, { ...task, ...settings })]) });
    if (repeat > 0) lines.push(await run(node, task));
  }
  const own = sum(lines);
  const result = { name, title, rows, source, ours: own, theirs: peers };
  if (peers.length === 0) return result;
  const ratio = {
    cold: round(peers[0].cold / own.cold, 1),
    ...(repeat > 0 && { warm: round(peers[0].warm / own.warm, 1) }),
  };
  const told = Object.fromEntries(Object.entries(wanted).map(([kind, value]) => [kind, round(value, 1)]));
  return { ...result, ratio, wanted: told };
}

/** Runs a job in a process of its own and judges its answer in another. */
async function run([program, script], task) {
  const saved = { ...task, save: join(scratch, 'answer') };
  const line = await lineOf(program, script, saved);
  return { ...line, quality: await lineOf(process.execPath, here('lib/race-quality.mjs'), saved) };
}

async function lineOf(program, script, task) {
  const options = { maxBuffer: 2 ** 24, timeout: TIME_LIMIT };
  const { stdout } = await promisify(execFile)(program, [script, JSON.stringify(task)], options);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Seconds of several processes: the best cold call, the median of all warm ones. */
function sum(lines) {
  const warm = lines.flatMap((line) => line.warm);
  return {
    import: round(Math.min(...lines.map((line) => line.import)), 2),
    cold: round(Math.min(...lines.map((line) => line.cold.wall)), 3),
    ...(warm.length > 0 && {
      warm: round(median(warm.map(({ wall }) => wall)), 3),
      best: round(Math.min(...warm.map(({ wall }) => wall)), 3),
    }),
    cpu: round(median((warm.length > 0 ? warm : lines.map((line) => line.cold)).map(({ cpu }) => cpu)), 3),
    peakMiB: Math.max(...lines.map(({ peakMiB }) => peakMiB)),
    ...lines[0].quality,
  };
}

/** What a job is done to: vectors, a layout of them in as many columns as it wants, or two labellings. */
async function tableOf(table, rows, { job, columns }) {
  if (job === 'agreement') {
    const path = join(scratch, `labels-${rows}.i32`);
    if (!existsSync(path)) await writeLabels(rows, path);
    return { path, source: 'labels' };
  }
  const { path, source } = await vectorsOf(table, rows);
  if (columns === undefined || columns === COLUMNS) return { path, source };
  const layout = join(scratch, `${source}-${rows}-${columns}d.f32`);
  if (!existsSync(layout)) {
    const task = { path, rows, columns, threads: given.threads, save: layout };
    await lineOf(process.execPath, here('lib/race-layout.mjs'), task);
  }
  return { path: layout, source: `${source} laid out` };
}

/** The file of a table: one's own, or made. */
async function vectorsOf(table, rows) {
  const own = given.vectors.get(table);
  if (own !== undefined) return { path: own, source: table };
  const kind = table === 'films' ? 'texture' : table;
  const path = join(scratch, `${kind}-${rows}.f32`);
  if (!existsSync(path)) await writeSynthetic(kind, rows, path);
  return { path, source: kind };
}

function isThere(value) {
  return value !== undefined;
}

function print(results) {
  const cells = (label, { cold, warm, best, cpu, peakMiB, ...quality }) => [
    label,
    ...[cold, warm ?? '', best ?? '', cpu, peakMiB, QUALITIES.map((name) => quality[name]).find(isThere)],
  ];
  printTable([
    ['', 'cold s', 'warm s', 'best s', 'CPU s', 'peak MiB', 'quality', 'times as fast', 'wanted'],
    ...results.flatMap(({ title, rows, source, ours, theirs, ratio = {}, wanted = {} }) => {
      const kinds = Object.keys(wanted);
      return [
        [
          ...cells(`${title}, ${rows.toLocaleString('en')} ${source}: Parallax`, ours),
          kinds.map((kind) => `${ratio[kind]} ${kind}`).join(', '),
          kinds.map((kind) => wanted[kind]).join(', '),
        ],
        ...theirs.map(({ settings, ...line }) => [
          ...cells(`    Python, ${Object.entries(settings).map(([key, value]) => `${key} ${value}`)}`, line),
          ...['', ''],
        ]),
      ];
    }),
  ]);
}
