import { isAddress } from '@parallax-map/core';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { artifactKey, type StepContext } from '../../step.js';
import { decodeJson, encodeJson, type Artifact } from '../../store/index.js';
import { decodePicture, MOST_BYTES, Unreadable } from './decode.js';
import { fetchPicture, NO_ANSWER, type Fetched } from './fetch-picture.js';
import { isOffline } from '../models/find-model.js';
import type { Picture } from './picture.js';

/** A picture that a row names. */
export interface Wanted {
  /** A path relative to `folder`, or an address. */
  cell: string;
  /** Of the table that the row stands in, absolute. */
  folder: string;
}

/** A picture, or in a few words why there is none. */
export type Gathered = Picture | { because: string };

/**
 * Finds the pictures that rows name, and looks whether they can be read. What an address gave is kept in the store, its
 * refusal too where that is final (404), and is not asked for again.
 *
 * @param known says which pictures, by hash, were read before and need not be looked at again
 * @returns one for each that is wanted, in order
 * @throws ParallaxError where nothing can be read on this machine; AbortError
 */
export async function gatherPictures(
  wanted: readonly Wanted[],
  known: (hashes: ReadonlySet<string>) => Promise<ReadonlySet<string>>,
  context: StepContext,
): Promise<Gathered[]> {
  const keys = wanted.map(({ cell, folder }) => (isAddress(cell) ? cell : `${folder}\n${cell}`));
  const distinct = new Map(keys.map((key, i) => [key, wanted[i]!]));
  const found = new Map<string, Gathered>();
  const tell = (): void => context.progress(found.size, distinct.size, 'pictures');
  const hosts = new Map<string, number>();
  const work = [...distinct];
  await inParallel(
    context.threads,
    work.filter(([key]) => !isAddress(key)),
    async ([key, one]) => {
      context.signal.throwIfAborted();
      found.set(key, await fromFile(one));
      tell();
    },
  );
  await inParallel(
    AT_ONCE,
    work.filter(([key]) => isAddress(key)),
    async ([key, { cell }]) => {
      context.signal.throwIfAborted();
      found.set(key, await fromAddress(cell, hosts, context));
      tell();
    },
  );

  const pictures = new Map<string, Picture>();
  for (const one of found.values()) if ('sha256' in one) pictures.set(one.sha256, one);
  const read = await known(new Set(pictures.keys()));
  const broken = new Map<string, string>();
  const unread = [...pictures.values()].filter(({ sha256 }) => !read.has(sha256));
  await inParallel(context.threads, unread, async ({ sha256, path }) => {
    context.signal.throwIfAborted();
    try {
      await decodePicture(await readFile(path));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      broken.set(sha256, error.message);
    }
  });
  return keys.map((key) => {
    const one = found.get(key)!;
    const because = 'sha256' in one ? broken.get(one.sha256) : undefined;
    return because === undefined ? one : { because };
  });
}

/** Addresses asked at once. */
const AT_ONCE = 4;
/** Addresses of a host that are tried before it is taken to be gone. */
const TRIES = 3;

async function fromFile({ cell, folder }: Wanted): Promise<Gathered> {
  const path = resolve(folder, cell);
  const way = relative(folder, path);
  if (cell.includes('\0') || isAbsolute(cell) || isAbsolute(way) || way.split(sep)[0] === '..') {
    return { because: 'picture path that leaves the folder of the table' };
  }
  try {
    const file = await stat(path);
    if (!file.isFile()) return { because: 'picture path that is no file' };
    if (file.size > MOST_BYTES) return { because: 'picture of more than 50 MB' };
    return { sha256: hash(await readFile(path)), path };
  } catch (error) {
    const isGone = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(
      (error as NodeJS.ErrnoException).code ?? '',
    );
    return { because: isGone ? 'picture file that is not there' : 'picture file that may not be read' };
  }
}

async function fromAddress(
  address: string,
  hosts: Map<string, number>,
  { store, signal }: StepContext,
): Promise<Gathered> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    return { because: 'picture address that is not plain http or https' };
  }
  const key = artifactKey(KEPT, { address: url.href }, []);
  const path = join(store.folder, KEPT.name, key, 'picture');
  const kept = await store.read(KEPT.name, key);
  if (kept) return fromKept(kept, path);
  if (isOffline({})) return { because: 'picture address that was not asked, since PARALLAX_OFFLINE is 1' };
  // A host that has not once answered is not asked for thousands of pictures.
  const failures = hosts.get(url.host) ?? 0;
  if (failures >= TRIES) return { because: NO_ANSWER };
  const fetched = await fetchPicture(url.href, signal);
  if ('bytes' in fetched || fetched.because !== NO_ANSWER) hosts.set(url.host, -Infinity);
  else hosts.set(url.host, (hosts.get(url.host) ?? 0) + 1);
  const files = toKeep(fetched);
  if (!files) return { because: (fetched as { because: string }).because };
  return fromKept(await store.write(KEPT.name, key, files), path);
}

/** What addresses gave, in the store: the bytes, or `refused.json`. */
const KEPT = { name: 'picture', version: 1 };

function toKeep(fetched: Fetched): Record<string, Uint8Array> | undefined {
  if ('bytes' in fetched) return { picture: fetched.bytes };
  return fetched.isFinal ? { 'refused.json': encodeJson({ because: fetched.because }) } : undefined;
}

function fromKept({ files }: Artifact, path: string): Gathered {
  const { picture, 'refused.json': refused } = files;
  if (picture) return { sha256: hash(picture), path };
  return { because: String((decodeJson(refused!) as { because: unknown }).because) };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Does something with each, so many at a time. */
async function inParallel<T>(
  count: number,
  items: readonly T[],
  act: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) await act(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, work));
}
