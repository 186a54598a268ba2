import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ParallaxError } from '@parallax-map/core';
import { encodeJson } from './json.js';
import { isAlive, ownName, type Owner, readOwner, self } from './owner.js';
import { unwritable } from './unwritable.js';

export interface FolderLock {
  /** Lets the next run in; harmless when called twice. */
  release(): Promise<void>;
}

/**
 * Lets one run at a time into a results folder. A lock whose process is gone is taken over at once.
 *
 * @throws ParallaxError RUN_LOCKED naming the process at work, FOLDER_UNWRITABLE
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, '.store', 'run.lock');
  const content = new TextDecoder().decode(encodeJson({ ...self(), token: ownName() }));
  await makeFolder(folder);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(path, content, folder)) return { release: () => release(path, content) };
    const standing = await readLock(path);
    if (standing === undefined) continue;
    if (standing.holder && isAlive(standing.holder)) throw locked(folder, path, standing.holder);
    await removeDead(path, standing.content, content, folder);
  }
  throw new ParallaxError('RUN_LOCKED', `Other runs keep taking ${folder}; one at a time can work on it.`);
}

const ATTEMPTS = 50;
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, '.store'), { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** True when the lock is now ours; created and filled in one go, so that others hardly ever see it empty. */
function create(path: string, content: string, folder: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unwritable(folder, error);
  }
  try {
    writeSync(file, content);
  } finally {
    closeSync(file);
  }
  return true;
}

/** The lock as it stands; without a holder where it cannot be read as one, undefined where it is gone. */
async function readLock(path: string): Promise<{ content: string; holder?: Owner } | undefined> {
  let content = '';
  for (let look = 0; look < 10; look++) {
    try {
      content = await readFile(path, 'utf8');
      return { content, holder: readOwner(JSON.parse(content)) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      await sleep(20);
    }
  }
  return { content };
}

/**
 * Removes a dead lock. Several may find the same one, and a slow one must not remove what a quick one has put in its
 * place: so only who holds the claim to these very bytes may, and looks once more. A claim is a lock like any other:
 * one whose process is gone is removed in the same way.
 */
async function removeDead(path: string, dead: string, content: string, folder: string): Promise<void> {
  const claim = `${path}.${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
  if (create(claim, content, folder)) {
    const standing = await readFile(path, 'utf8').catch(() => undefined);
    if (standing === dead) await rm(path, { force: true });
    await rm(claim, { force: true });
    return;
  }
  const standing = await readLock(claim);
  if (standing === undefined) return;
  if (standing.holder && isAlive(standing.holder)) await sleep(5);
  else await removeDead(claim, standing.content, content, folder);
}

async function release(path: string, content: string): Promise<void> {
  const standing = await readFile(path, 'utf8').catch(() => undefined);
  if (standing === content) await rm(path, { force: true });
}

function locked(folder: string, path: string, holder: Owner): ParallaxError {
  const elsewhere = holder.host !== self().host;
  const advice = elsewhere ? ` If that machine is gone, delete ${path}.` : '';
  const where = elsewhere ? ` on ${holder.host}` : '';
  return new ParallaxError(
    'RUN_LOCKED',
    `Process ${holder.pid}${where} is at work on ${folder}; one run at a time can be.${advice}`,
  );
}
