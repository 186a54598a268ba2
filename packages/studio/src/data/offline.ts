import { OFFLINE_IDS } from '@parallax-map/core';
import { Problem } from './problem.js';

/** Whether this page carries its data inside. */
export function isOffline(): boolean {
  return document.getElementById(OFFLINE_IDS.studio) !== null;
}

/** The two parts that the publisher put into the page: JSON text and Arrow bytes. */
export async function readOffline(): Promise<{ studio: unknown; table: Uint8Array }> {
  const [studio, table] = await Promise.all([unpack(OFFLINE_IDS.studio), unpack(OFFLINE_IDS.table)]);
  try {
    return { studio: JSON.parse(new TextDecoder().decode(studio)), table };
  } catch (error) {
    throw damaged(error);
  }
}

/** Bytes of the tree that topics were cut from; null where this page carries none. */
export async function readOfflineLinkage(): Promise<Uint8Array | null> {
  return document.getElementById(OFFLINE_IDS.linkage) === null ? null : unpack(OFFLINE_IDS.linkage);
}

async function unpack(id: string): Promise<Uint8Array> {
  const element = document.getElementById(id);
  if (element === null) throw damaged(`#${id} is missing`);
  try {
    const bytes = fromBase64((element.textContent ?? '').trim());
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    throw damaged(error);
  } finally {
    // The text is megabytes; once unpacked nobody reads it again.
    element.textContent = '';
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64: native } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (native !== undefined) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function damaged(cause: unknown): Problem {
  return new Problem(
    'The data inside this page is damaged: the file is not whole.',
    'Copy or download it again, or open map.html in the folder of the run.',
    { cause },
  );
}
