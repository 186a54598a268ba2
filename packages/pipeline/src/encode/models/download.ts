import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { get, reason } from './http.js';

/** What a file must turn out to be: git's own hash is what the hub knows of its small files. */
export interface Expected {
  bytes: number;
  hash: { kind: 'sha256' | 'git-sha1'; hex: string };
}

export interface DownloadOptions {
  signal: AbortSignal;
  /** Told how many bytes of the file there are; may go back where a source sent wrong ones. */
  progress(bytes: number): void;
}

/** A file that came whole, but is not what was required. */
export class WrongBytes extends Error {
  constructor(
    readonly required: string,
    readonly got: string,
  ) {
    super(`sent other bytes: required ${required}, got ${got}`);
  }
}

/** Milliseconds waited before another try, as often as no byte more has come. */
const WAITS = [250, 1000, 4000];

/**
 * Downloads a file to `target`, unless it is there already; it is there only once it is whole and has the hash. What has come so far
 * stands in `<target>.part`, where the next call goes on, in this process or another.
 *
 * @throws WrongBytes; Error saying why the file cannot be had; AbortError when stopped, the part is then kept
 */
export async function download(
  address: string,
  target: string,
  expected: Expected,
  options: DownloadOptions,
): Promise<void> {
  const part = `${target}.part`;
  if (
    (await sizeOf(target)) === expected.bytes &&
    (await digest(target, expected.hash.kind)) === expected.hash.hex
  ) {
    return options.progress(expected.bytes);
  }
  await mkdir(dirname(target), { recursive: true });
  const before = await sizeOf(part);
  await fetchWhole(address, part, expected.bytes, options);
  let got = await digest(part, expected.hash.kind);
  if (got !== expected.hash.hex && before > 0) {
    // The beginning may have come from elsewhere, or been harmed since.
    await rm(part, { force: true });
    await fetchWhole(address, part, expected.bytes, options);
    got = await digest(part, expected.hash.kind);
  }
  if (got !== expected.hash.hex) {
    await rm(part, { force: true });
    throw new WrongBytes(expected.hash.hex, got);
  }
  await rename(part, target);
}

/** Asks for what is missing until all is there, as long as there is progress. */
async function fetchWhole(
  address: string,
  part: string,
  bytes: number,
  options: DownloadOptions,
): Promise<void> {
  if ((await sizeOf(part)) > bytes) await rm(part, { force: true });
  let have = await sizeOf(part);
  let most = have;
  let came = false;
  for (let idle = 0; have !== bytes;) {
    const start = have;
    options.progress(start);
    const failure = await fetchRest(address, part, start, bytes, options).catch((error: Error) => error);
    options.signal.throwIfAborted();
    have = await sizeOf(part);
    if (!failure) break;
    came ||= have > start;
    idle = have > most ? 0 : idle + 1;
    most = Math.max(most, have);
    // A machine that never answered is not waited for; one that broke off in the middle is.
    if (!(failure instanceof Passing || (came && !(failure instanceof Refused)))) throw failure;
    if (idle > WAITS.length) throw failure;
    const wait = failure instanceof Passing ? failure.wait : undefined;
    await sleep(wait ?? WAITS[Math.max(0, idle - 1)], undefined, { signal: options.signal });
  }
  options.progress(bytes);
}

/** An answer that will not get better. */
class Refused extends Error {}

/** A failure that may be over in a moment. */
class Passing extends Error {
  constructor(
    message: string,
    /** Milliseconds the server asks to wait. */
    readonly wait?: number,
  ) {
    super(message);
  }
}

async function fetchRest(
  address: string,
  part: string,
  start: number,
  bytes: number,
  { signal, progress }: DownloadOptions,
): Promise<void> {
  const response = await get(address, start > 0 ? { range: `bytes=${start}-` } : {}, signal);
  const { status, body } = response;
  const refuse = async (error: Error): Promise<never> => {
    await body?.cancel();
    throw error;
  };
  if (status === 416) await rm(part, { force: true });
  if (status === 416 || status === 429 || status >= 500) {
    return refuse(new Passing(`answered ${status}`, waitOf(response.headers.get('retry-after'))));
  }
  if (status !== 200 && status !== 206) return refuse(new Refused(`answered ${status}`));
  // A server that knows no ranges answers 200 and starts over.
  const from = status === 206 ? rangeStart(response.headers.get('content-range')) : 0;
  if (from !== start && from !== 0) return refuse(new Refused('sent another range than it was asked for'));
  const length = Number(response.headers.get('content-length') ?? NaN);
  if (from + length > bytes || (from + length < bytes && status === 200)) {
    return refuse(new Refused(`offers ${from + length} bytes; required are ${bytes}`));
  }
  if (!body) throw new Refused('answered without content');
  const handle = await open(part, from === 0 ? 'w' : 'a');
  let size = from;
  try {
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > bytes) break;
      await handle.writeFile(piece);
      progress(size);
    }
    await handle.sync();
  } catch (error) {
    signal.throwIfAborted();
    throw new Passing(`was cut off after ${size} of ${bytes} bytes: ${reason(error)}`);
  } finally {
    await handle.close();
  }
  if (size > bytes) {
    await rm(part, { force: true });
    throw new Refused(`sends more than the ${bytes} bytes required`);
  }
  if (size < bytes) throw new Passing(`ended after ${size} of ${bytes} bytes`);
}

/** `Retry-After` in seconds, at most half a minute: longer is another source's turn. */
function waitOf(header: string | null): number | undefined {
  const seconds = header === null ? NaN : Number(header);
  return seconds >= 0 ? Math.min(30, seconds) * 1000 : undefined;
}

function rangeStart(header: string | null): number {
  const match = /^bytes (\d+)-/.exec(header ?? '');
  return match ? Number(match[1]) : -1;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function digest(path: string, kind: Expected['hash']['kind']): Promise<string> {
  const hash = createHash(kind === 'sha256' ? 'sha256' : 'sha1');
  if (kind === 'git-sha1') hash.update(`blob ${await sizeOf(path)}\0`);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
