import { workerProgram, type Answer, type Order } from './worker.js';

/** A worker of either platform. */
export interface Thread {
  send(order: Order): void;
  onAnswer: (answer: Answer) => void;
  /** The worker is gone, or never came up. */
  onLoss: (error: Error) => void;
  stop(): void;
}

/**
 * Bundlers that keep function names wrap inner functions in a helper of this name; the text sent to a worker leaves
 * that helper behind.
 */
const PROGRAM = `var __name = (f) => f; (${workerProgram.toString()})`;

/** How many threads this machine runs at once, at most 16. */
export function availableThreads(): number {
  const os = nodeModule('node:os');
  const cores = os ? os.availableParallelism() : (globalThis.navigator?.hardwareConcurrency ?? 1);
  return Math.max(1, Math.min(16, cores));
}

/** Whether threads may share memory here: always in Node, in browsers only on pages with the isolation headers. */
export function canShareMemory(): boolean {
  if (nodeModule('node:worker_threads')) return true;
  return (
    typeof Worker === 'function' &&
    typeof SharedArrayBuffer === 'function' &&
    globalThis.crossOriginIsolated === true
  );
}

/** Starts a worker. It does not keep the process alive. */
export function spawn(): Thread {
  const workers = nodeModule('node:worker_threads');
  return workers ? spawnInNode(workers) : spawnInBrowser();
}

function spawnInNode({ Worker }: typeof import('node:worker_threads')): Thread {
  const worker = new Worker(
    `const { parentPort: port } = require('node:worker_threads');
     ${PROGRAM}((handle) => port.on('message', handle), (message) => port.postMessage(message));`,
    { eval: true, execArgv: [] },
  );
  const thread: Thread = {
    send: (order) => worker.postMessage(order),
    onAnswer: () => {},
    onLoss: () => {},
    stop: () => void worker.terminate(),
  };
  worker.on('message', (answer: Answer) => thread.onAnswer(answer));
  worker.on('error', (error) => thread.onLoss(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (status) => thread.onLoss(new Error(`A worker thread ended with status ${status}.`)));
  // Last, since listening makes a worker keep the process alive again.
  worker.unref();
  return thread;
}

function spawnInBrowser(): Thread {
  const source = `${PROGRAM}(
    (handle) => { self.onmessage = (event) => handle(event.data); }, (message) => self.postMessage(message));`;
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(address);
  const thread: Thread = {
    send: (order) => worker.postMessage(order),
    onAnswer: () => {},
    onLoss: () => {},
    stop: () => worker.terminate(),
  };
  worker.onmessage = (event: MessageEvent<Answer>) => thread.onAnswer(event.data);
  worker.onerror = (event) => thread.onLoss(new Error(event.message || 'A worker could not be started.'));
  return thread;
}

/** A module of Node, or undefined in browsers; an import statement would make bundlers look for it. */
function nodeModule<Id extends 'node:os' | 'node:worker_threads'>(id: Id) {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined;
  return process.getBuiltinModule(id);
}
