import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Artifact, Store } from './artifact.js';
import { readFileWhole, syncFolder, writeFileSynced } from './atomic.js';
import { decodeJson, encodeJson } from './json.js';
import { isAlive, ownerOfName, ownName } from './owner.js';
import { unwritable } from './unwritable.js';

/**
 * Opens the store of a results folder, `<folder>/.store`, and makes it where it is not there. What dead runs
 * left half-written is removed.
 *
 * @throws ParallaxError FOLDER_UNWRITABLE
 */
export async function openStore(folder: string): Promise<Store> {
  const root = resolve(folder, '.store');
  const temporaries = join(root, TEMPORARIES);
  try {
    await mkdir(temporaries, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
  await removeLeftovers(temporaries);

  async function read(step: string, key: string): Promise<Artifact | undefined> {
    if (!isPlainName(step) || !isPlainName(key)) return undefined;
    return readEntry(join(root, step, key), step, key);
  }

  async function has(step: string, key: string): Promise<boolean> {
    return stat(join(root, step, key, MANIFEST)).then(
      () => true,
      () => false,
    );
  }

  async function write(step: string, key: string, files: Record<string, Uint8Array>): Promise<Artifact> {
    checkNames(step, key, files);
    const temporary = join(temporaries, ownName());
    try {
      await writeEntry(temporary, step, key, files);
      return await moveIn(temporary, join(root, step, key), { step, key, files });
    } catch (error) {
      throw unwritable(folder, error);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  /** Puts the finished entry in its place; an entry that is there whole already wins, a broken one gives way. */
  async function moveIn(temporary: string, place: string, artifact: Artifact): Promise<Artifact> {
    await mkdir(dirname(place), { recursive: true });
    for (let attempt = 0; ; attempt++) {
      try {
        await rename(temporary, place);
        await syncFolder(dirname(place));
        return artifact;
      } catch (error) {
        if (!isOccupied(error) || attempt === ATTEMPTS) throw error;
      }
      const standing = await readEntry(place, artifact.step, artifact.key);
      if (standing) return standing;
      const aside = join(temporaries, ownName());
      await rename(place, aside).catch(ignoreMissing);
      await rm(aside, { recursive: true, force: true });
    }
  }

  return { folder: root, read, has, write };
}

const MAGIC = 'parallax artifact';
const VERSION = 1;
const MANIFEST = 'artifact.json';
const TEMPORARIES = '.tmp';
/** Every failed attempt means that another process put something in the same place meanwhile. */
const ATTEMPTS = 20;
const DAY = 24 * 60 * 60 * 1000;

interface Listed {
  bytes: number;
  sha256: string;
}

async function readEntry(place: string, step: string, key: string): Promise<Artifact | undefined> {
  try {
    const listed = readManifest(decodeJson(await readFileWhole(join(place, MANIFEST))), step, key);
    const files: Record<string, Uint8Array> = {};
    for (const [name, { bytes, sha256 }] of Object.entries(listed)) {
      if (!isPlainName(name)) return undefined;
      const path = join(place, name);
      // Asked before it is read, so that a foreign giant is not brought into memory.
      if ((await stat(path)).size !== bytes) return undefined;
      const content = await readFileWhole(path);
      if (hash(content) !== sha256) return undefined;
      files[name] = content;
    }
    return { step, key, files };
  } catch {
    return undefined;
  }
}

/** The files of an entry; throws where it is not the manifest of this step and key. */
function readManifest(manifest: unknown, step: string, key: string): Record<string, Listed> {
  const { magic, version, files, ...entry } = manifest as Record<string, unknown>;
  if (magic !== MAGIC || version !== VERSION || entry['step'] !== step || entry['key'] !== key) {
    throw new Error('not the manifest of this entry');
  }
  return files as Record<string, Listed>;
}

async function writeEntry(
  place: string,
  step: string,
  key: string,
  files: Record<string, Uint8Array>,
): Promise<void> {
  await mkdir(place);
  const listed: Record<string, Listed> = {};
  for (const name of Object.keys(files).sort()) {
    const content = files[name]!;
    listed[name] = { bytes: content.length, sha256: hash(content) };
    await writeFileSynced(join(place, name), content);
  }
  const manifest = { magic: MAGIC, version: VERSION, step, key, files: listed };
  await writeFileSynced(join(place, MANIFEST), encodeJson(manifest));
  await syncFolder(place);
}

/** Removes what dead processes of this machine left, and what is a day old from any other. */
async function removeLeftovers(temporaries: string): Promise<void> {
  for (const name of await readdir(temporaries).catch(() => [])) {
    const path = join(temporaries, name);
    try {
      const owner = ownerOfName(name);
      const old = Date.now() - (await stat(path)).mtimeMs > DAY;
      if (old || (owner && !isAlive(owner))) await rm(path, { recursive: true, force: true });
    } catch {
      // Another process was quicker, or the entry is not ours to remove; neither hinders a run.
    }
  }
}

function checkNames(step: string, key: string, files: Record<string, Uint8Array>): void {
  for (const name of [step, key, ...Object.keys(files)]) {
    if (!isPlainName(name) || name === MANIFEST) {
      throw new TypeError(
        `names in the store are letters, digits, ".", "_" and "-", and not ${MANIFEST}; got "${name}"`,
      );
    }
  }
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A file may stand where the folder of the entry belongs; Windows answers EPERM for any of these. */
function isOccupied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR' || code === 'EPERM';
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
