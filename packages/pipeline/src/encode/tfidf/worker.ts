import { parentPort, workerData } from 'node:worker_threads';
import { reduceTerms } from './reduce-terms.js';

const { texts, dimensions, learnFrom } = workerData as {
  texts: string[];
  dimensions: number;
  learnFrom: number | undefined;
};
parentPort!.postMessage(await reduceTerms(texts, dimensions, learnFrom));
