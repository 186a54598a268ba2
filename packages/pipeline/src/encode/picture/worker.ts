import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { writeUnit } from '../unit.js';
import { serve, stacked, type Bench } from '../workers/serve.js';
import { Unfit } from '../workers/unfit.js';
import { decodePicture } from './decode.js';
import type { Picture } from './picture.js';
import { prepare } from './prepare.js';
import { openVision } from './session.js';
import type { PictureSettings } from './settings.js';

/** What a worker is told at its start. */
export interface PictureSetup {
  /** Path of the ONNX graph. */
  graph: string;
  settings: PictureSettings;
}

/** Encodes pictures with one single-threaded session, each alone, so that a vector depends on its picture only. */
const { graph, settings } = workerData as PictureSetup;
serve(open);

async function open(): Promise<Bench<Picture>> {
  const session = await openVision(graph);
  return {
    async encode(pictures, isStopped) {
      const made: Float32Array[] = [];
      for (const picture of pictures) {
        if (isStopped()) throw new Error('stopped');
        const vector = await session.run(prepare(await decodePicture(await read(picture)), settings));
        const unit = new Float32Array(vector.length);
        if (!vector.every(Number.isFinite) || !writeUnit(vector, unit)) {
          throw new Unfit(`it gives ${picture.path} a vector without a finite length above 0`);
        }
        made.push(unit);
      }
      return stacked(made, new Uint32Array(made.length));
    },
    release: () => session.release(),
  };
}

async function read({ path, sha256 }: Picture): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new Error(`${path} was changed while the run was under way; run again`);
  }
  return bytes;
}
