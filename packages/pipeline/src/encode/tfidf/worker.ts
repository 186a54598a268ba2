import { parentPort, workerData } from 'node:worker_threads';
import { reduceTerms } from './reduce-terms.js';

const { texts, dimensions } = workerData as { texts: string[]; dimensions: number };
parentPort!.postMessage(reduceTerms(texts, dimensions));
