import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore, writeFileAtomic } from '../../src/store/index.js';
import { temporaryFolder } from './temporary-folder.js';

const KEY = 'a'.repeat(64);
const FILES = { 'rows.arrow': Uint8Array.from([1, 2, 3, 4]), 'notes.json': new TextEncoder().encode('{}\n') };

async function storeWithEntry() {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  await store.write('data', KEY, FILES);
  return { folder, store, entry: join(folder, '.store', 'data', KEY) };
}

async function temporaries(folder: string): Promise<string[]> {
  return readdir(join(folder, '.store', '.tmp'));
}

describe('the store', () => {
  test('gives back what was written, and nothing before', async () => {
    const store = await openStore(await temporaryFolder());
    expect(await store.read('data', KEY)).toBeUndefined();
    await store.write('data', KEY, FILES);
    const artifact = await store.read('data', KEY);
    expect(artifact?.files['rows.arrow']).toEqual(FILES['rows.arrow']);
    expect(artifact?.files['notes.json']).toEqual(FILES['notes.json']);
    expect(Object.keys(artifact!.files)).toHaveLength(2);
  });

  test('keeps an empty file and an artifact without files', async () => {
    const store = await openStore(await temporaryFolder());
    await store.write('a', 'k', { empty: new Uint8Array(0) });
    await store.write('b', 'k', {});
    expect((await store.read('a', 'k'))?.files).toEqual({ empty: new Uint8Array(0) });
    expect((await store.read('b', 'k'))?.files).toEqual({});
  });

  test.each(['rows.arrow', 'notes.json', 'artifact.json'])(
    'misses when %s is truncated, changed by a bit, or gone, and heals when written again',
    async (name) => {
      const { store, entry } = await storeWithEntry();
      const path = join(entry, name);
      const flip = async () => {
        const bytes = await readFile(path);
        bytes[bytes.length - 3]! ^= 1;
        await writeFile(path, bytes);
      };
      const damages = [() => truncate(path, 1), () => truncate(path, 0), flip, () => rm(path)];
      for (const damage of damages) {
        await damage();
        expect(await store.read('data', KEY)).toBeUndefined();
        await store.write('data', KEY, FILES);
        expect((await store.read('data', KEY))?.files['rows.arrow']).toEqual(FILES['rows.arrow']);
      }
    },
  );

  test.each([
    '{}',
    '[]',
    'null',
    '"text"',
    '{"magic":"parallax artifact","version":2}',
    '{"magic":"parallax artifact","version":1,"step":"data","key":"b","files":{}}',
    `{"magic":"parallax artifact","version":1,"step":"data","key":"${KEY}"}`,
    `{"magic":"parallax artifact","version":1,"step":"data","key":"${KEY}","files":{"../x":{"bytes":1,"sha256":""}}}`,
    `{"magic":"parallax artifact","version":1,"step":"data","key":"${KEY}","files":{"rows.arrow":null}}`,
    '\u0000\u0001',
  ])('misses on a foreign artifact.json: %s', async (json) => {
    const { store, entry } = await storeWithEntry();
    await writeFile(join(entry, 'artifact.json'), json);
    expect(await store.read('data', KEY)).toBeUndefined();
  });

  test('misses an entry moved to another key, and one that is a file', async () => {
    const { folder, store } = await storeWithEntry();
    await writeFile(join(folder, '.store', 'data', 'stray'), 'x');
    expect(await store.read('data', 'stray')).toBeUndefined();
    await store.write('data', 'stray', FILES);
    expect(await store.read('data', 'stray')).toBeDefined();
  });

  test('never leaves its folder, whatever the names', async () => {
    const { store } = await storeWithEntry();
    expect(await store.read('..', KEY)).toBeUndefined();
    expect(await store.read('data', '../x')).toBeUndefined();
    await expect(store.write('data', '../x', FILES)).rejects.toThrow(TypeError);
    await expect(store.write('data', 'k', { 'a/b': new Uint8Array(1) })).rejects.toThrow(TypeError);
    await expect(store.write('data', 'k', { 'artifact.json': new Uint8Array(1) })).rejects.toThrow(TypeError);
  });

  test('lets many write the same key at once', async () => {
    const folder = await temporaryFolder();
    const stores = await Promise.all([openStore(folder), openStore(folder)]);
    const writes = Array.from({ length: 20 }, (_, i) => stores[i % 2]!.write('data', KEY, FILES));
    for (const artifact of await Promise.all(writes))
      expect(artifact.files['rows.arrow']).toEqual(FILES['rows.arrow']);
    expect(await stores[0]!.read('data', KEY)).toBeDefined();
    expect(await temporaries(folder)).toEqual([]);
  });

  test('lets many heal the same broken entry at once', async () => {
    const { folder, store, entry } = await storeWithEntry();
    await truncate(join(entry, 'rows.arrow'), 1);
    await Promise.all(Array.from({ length: 10 }, () => store.write('data', KEY, FILES)));
    expect(await store.read('data', KEY)).toBeDefined();
    expect(await temporaries(folder)).toEqual([]);
  });

  test('clears what dead runs left half-written, and nothing of live ones', async () => {
    const folder = await temporaryFolder();
    await openStore(folder);
    const host = Buffer.from(hostname()).toString('hex');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const names = {
      dead: `${host}-${dead}-0123456789ab`,
      live: `${host}-${process.pid}-0123456789ab`,
      elsewhere: `${Buffer.from('other').toString('hex')}-${dead}-0123456789ab`,
      old: `${Buffer.from('other').toString('hex')}-1-ba9876543210`,
    };
    for (const name of Object.values(names)) await mkdir(join(folder, '.store', '.tmp', name));
    await utimes(join(folder, '.store', '.tmp', names.old), 1, 1);
    await openStore(folder);
    expect((await temporaries(folder)).sort()).toEqual([names.live, names.elsewhere].sort());
  });

  test('says that a folder cannot be written', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(openStore(join(folder, 'file'))).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
  });
});

describe('writing a file whole or not at all', () => {
  test('replaces what was there and leaves nothing else', async () => {
    const folder = await temporaryFolder();
    await writeFileAtomic(join(folder, 'a.json'), 'one');
    await writeFileAtomic(join(folder, 'a.json'), new TextEncoder().encode('two'));
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  test('leaves what was there when it fails', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken', 'inner'), { recursive: true });
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });
});
