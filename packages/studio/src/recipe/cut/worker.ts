import { cutOutcome, cutSizes } from '@parallax-map/core';
import type { Ask, Told } from './messages.js';
import { Recutter } from './recut.js';

/** Milliseconds of work on a sweep, or on reading, before the next message gets its turn. */
const SLICE = 30;
/** Rows above which fewer sizes are tried. */
const MANY = 200_000;

const scope = globalThis as unknown as {
  onmessage: (event: { data: Ask }) => void;
  postMessage: (told: Told) => void;
};

let recutter: Recutter | undefined;
let method: 'hdbscan' | 'evoc' = 'hdbscan';
/** The texts, from the opening on. */
let reading: Promise<void> | undefined;
/** The newest of each that was asked for: what came before is dropped. */
const latest = { cut: 0, sweep: 0 };

scope.onmessage = ({ data }) => {
  void answer(data).catch((error: unknown) =>
    scope.postMessage({ told: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
};

async function answer(data: Ask): Promise<void> {
  if (data.ask === 'open') {
    recutter = new Recutter(data.input);
    method = data.input.method;
    reading = inSlices(recutter.read());
    return reading;
  }
  if (recutter === undefined) return;
  const { id, section } = data;
  latest[data.ask] = id;
  if (data.ask === 'cut') {
    await turn();
    if (latest.cut !== id) return;
    scope.postMessage({ told: 'cut', id, ...timed(() => recutter!.cut(section)) });
    await reading;
    await turn();
    if (latest.cut === id) scope.postMessage({ told: 'named', id, ...timed(() => recutter!.name()) });
    return;
  }
  const outcomes = [];
  let began = performance.now();
  for (const size of cutSizes(recutter.linkage.rows, recutter.linkage.rows > MANY ? 16 : 48)) {
    outcomes.push(cutOutcome(recutter.linkage, method, section, size));
    if (performance.now() - began < SLICE) continue;
    await turn();
    if (latest.sweep !== id) return;
    began = performance.now();
    scope.postMessage({ told: 'outcome', id, outcomes: [...outcomes], whole: false });
  }
  scope.postMessage({ told: 'outcome', id, outcomes, whole: true });
  await reading;
  await turn();
  // The engine compiles what it has seen run: without this, the first cut would take several times as long as the others.
  if (latest.cut === 0 && latest.sweep === id) {
    recutter.cut(section);
    recutter.name();
  }
}

/** Works until it is done, a slice at a time. */
async function inSlices(steps: Generator<undefined, void>): Promise<void> {
  await turn();
  for (let began = performance.now(); !steps.next().done;) {
    if (performance.now() - began < SLICE) continue;
    await turn();
    began = performance.now();
  }
}

function timed<T>(make: () => T): { recut: T; ms: number } {
  const began = performance.now();
  const recut = make();
  return { recut, ms: performance.now() - began };
}

/** Lets waiting messages in. */
function turn(): Promise<void> {
  return new Promise((next) => setTimeout(next));
}
