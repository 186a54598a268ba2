import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockFolder } from '../../src/store/index.js';
import { temporaryFolder } from './temporary-folder.js';

async function folderLockedBy(content: string): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, '.store'));
  await writeFile(join(folder, '.store', 'run.lock'), content);
  return folder;
}

const holder = (values: object) =>
  JSON.stringify({ host: hostname(), pid: 1, started: null, token: 't', ...values });
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('one run at a time in a folder', () => {
  test('the second run is told the process of the first', async () => {
    const folder = await temporaryFolder();
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      message: expect.stringContaining(String(process.pid)) as string,
    });
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  test('a lock whose process was killed is taken over at once', async () => {
    const folder = await folderLockedBy(holder({ pid: deadPid() }));
    const lock = await lockFolder(folder);
    await lock.release();
    expect(await readdir(join(folder, '.store'))).toEqual([]);
  });

  test.runIf(process.platform === 'linux')(
    'a process that was given the number of a dead one does not hold its lock',
    async () => {
      const folder = await folderLockedBy(holder({ pid: process.pid, started: 'an earlier boot:1' }));
      await (await lockFolder(folder)).release();
    },
  );

  test.each(['', '{', 'null', '{"pid":"x"}'])(
    'a lock that cannot be read is taken over: %j',
    async (content) => {
      await (await lockFolder(await folderLockedBy(content))).release();
    },
  );

  test('a run on another machine is believed, and how to end it said', async () => {
    const folder = await folderLockedBy(holder({ host: 'elsewhere', pid: deadPid() }));
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      message: expect.stringMatching(/elsewhere.*delete.*run\.lock/) as string,
    });
  });

  test('of many that find a dead lock, one gets in', async () => {
    const dead = holder({ pid: deadPid() });
    for (let round = 0; round < 40; round++) {
      const folder = await folderLockedBy(dead);
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(join(folder, '.store'))).toEqual(['run.lock']);
    }
  });

  test('one that was killed while it removed a dead lock is in nobody’s way', async () => {
    const dead = holder({ pid: deadPid() });
    const folder = await folderLockedBy(dead);
    const claim = createHash('sha256').update(dead).digest('hex').slice(0, 16);
    await writeFile(join(folder, '.store', `run.lock.${claim}`), holder({ pid: deadPid() }));
    const lock = await lockFolder(folder);
    await lock.release();
    expect(await readdir(join(folder, '.store'))).toEqual([]);
  });

  test('releasing twice, or after another took over, harms nothing', async () => {
    const folder = await temporaryFolder();
    const lock = await lockFolder(folder);
    await lock.release();
    const next = await lockFolder(folder);
    await lock.release();
    expect(JSON.parse(await readFile(join(folder, '.store', 'run.lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
    });
    await next.release();
  });

  test('a folder that cannot be made is said to be so', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(lockFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
  });
});
