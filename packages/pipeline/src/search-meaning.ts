import { ParallaxError, type MeaningAnswer, type MeaningHit } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { join } from 'node:path';
import { dataStep } from './data/index.js';
import { encodeStep, openEncoder, resolveEncoder, type Asker } from './encode/index.js';
import type { PublishedKeys, ResultsFolder } from './folder.js';
import { readRecipe, RECIPE_FILE } from './recipe-file.js';
import { artifactKey } from './step.js';
import { keptRows, openStore } from './store/index.js';

/** Finds rows by what they mean: the question is encoded as the rows were, and compared with every one of them. */
export interface MeaningSearch {
  /**
   * @param text a few words or sentences
   * @param count how many rows at most
   * @throws ParallaxError NOT_SEARCHABLE, with the reason, where no text can be encoded as these rows were; AbortError
   */
  find(
    perspective: string,
    text: string,
    count: number,
    signal: AbortSignal,
  ): Promise<Pick<MeaningAnswer, 'hits'> & { encoder: string }>;
  /** Lets go of model and vectors. */
  close(): Promise<void>;
}

/** The vectors of one perspective, and what encodes questions to it. */
interface Space {
  encoder: string;
  vectors: Matrix;
  /** Key of each row of the vectors. */
  rows: Uint32Array;
  asker: Asker;
}

/** Model and vectors are loaded when first asked for, and kept for the perspective that was asked last. */
export function searchMeaning(folder: ResultsFolder): MeaningSearch {
  let open: { keys: string; space: Promise<Space> } | undefined;

  async function close(): Promise<void> {
    const before = open;
    open = undefined;
    const space = await before?.space.catch(() => undefined);
    await space?.asker.close();
  }

  async function spaceOf(perspective: string): Promise<Space> {
    const keys = await folder.keys(perspective);
    const name = JSON.stringify([perspective, keys]);
    if (open?.keys !== name) {
      await close();
      const space = openSpace(folder, perspective, keys);
      open = { keys: name, space };
      // What could not be opened is tried again when it is asked for again.
      space.catch(() => {
        if (open?.space === space) open = undefined;
      });
    }
    return open!.space;
  }

  return {
    async find(perspective, text, count, signal) {
      const { asker, vectors, rows, encoder } = await spaceOf(perspective);
      signal.throwIfAborted();
      const question = await asker.encode(text, signal);
      return { hits: await nearest(question, vectors, rows, count, signal), encoder };
    },
    close,
  };
}

async function openSpace(
  folder: ResultsFolder,
  perspective: string,
  keys: PublishedKeys | undefined,
): Promise<Space> {
  if (keys?.vectors === undefined) {
    throw refuse(
      `The map of "${perspective}" is of an earlier Parallax: run it once more to search by meaning.`,
    );
  }
  if (keys.vectors === null) {
    throw refuse(`The rows of "${perspective}" were not encoded: their places came with the table.`);
  }
  const recipe = await readRecipe(folder.path);
  const encode = recipe?.perspectives[perspective]?.encode;
  if (encode === undefined) throw refuse(`${RECIPE_FILE} has no perspective "${perspective}" any more.`);
  const { section, resources } = await resolveEncoder(encode, {
    folder: folder.path,
    tables: [],
    cells: async () => undefined,
    signal: new AbortController().signal,
    emit: () => {},
    // A question fetches nothing.
    models: { offline: true },
  });
  const { ask } = openEncoder(section, resources);
  if (typeof ask === 'string') throw refuse(resources.fellBackBecause ?? ask);
  if (artifactKey(encodeStep, section, [keys.data]) !== keys.vectors) {
    throw refuse(
      `"${perspective}" has another encoder in ${RECIPE_FILE} than its map was made with: run it again to search by meaning.`,
    );
  }
  const store = await openStore(folder.path);
  const [encoded, data] = await Promise.all([
    store.read(encodeStep.name, keys.vectors),
    store.read(dataStep.name, keys.data),
  ]);
  if (encoded === undefined || data === undefined) {
    throw refuse(
      `The vectors of "${perspective}" are no longer in ${join(folder.path, '.store')}: run it again.`,
    );
  }
  const { vectors, info } = encodeStep.load(encoded);
  const rows = keptRows(dataStep.load(data).table);
  if (rows.length !== vectors.rows)
    throw refuse(`The vectors of "${perspective}" are of other rows: run it again.`);
  return { encoder: info.name, vectors, rows, asker: ask() };
}

function refuse(message: string): ParallaxError {
  return new ParallaxError('NOT_SEARCHABLE', message);
}

/** Products between two looks at what else there is to do: some 10 ms. */
const SLICE = 8_000_000;

/** The rows with the largest cosine to a vector, exactly; all are of unit length. Ties go to the earlier row. */
async function nearest(
  question: Float32Array,
  { data, rows, cols }: Matrix,
  keys: Uint32Array,
  count: number,
  signal: AbortSignal,
): Promise<MeaningHit[]> {
  const best: { place: number; similarity: number }[] = [];
  let least = -Infinity;
  const step = Math.max(1, Math.floor(SLICE / cols));
  for (let start = 0; start < rows; start += step) {
    for (let place = start; place < Math.min(rows, start + step); place++) {
      let similarity = 0;
      for (let j = 0; j < cols; j++) similarity += question[j]! * data[place * cols + j]!;
      if (best.length === count && similarity <= least) continue;
      let at = best.length;
      while (at > 0 && best[at - 1]!.similarity < similarity) at--;
      best.splice(at, 0, { place, similarity });
      if (best.length > count) best.pop();
      least = best.at(-1)!.similarity;
    }
    if (start + step < rows) await new Promise((next) => setImmediate(next));
    signal.throwIfAborted();
  }
  return best.map(({ place, similarity }) => ({ row: keys[place]!, similarity }));
}
