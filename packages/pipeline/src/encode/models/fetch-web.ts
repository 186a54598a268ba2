import { MODEL_PARTS, type ModelPart, type ModelSource, type ModelVariant } from './model-lock.js';

/** Milliseconds until a server must have answered, and within which more bytes must come. */
const ANSWER_WITHIN = 5_000;
const STALL_WITHIN = 20_000;

/**
 * Downloads the files of a variant, each from its own address.
 *
 * @throws Error saying why the source cannot be had, AbortError when stopped
 */
export async function fetchWeb(
  source: ModelSource & { kind: 'web' },
  variant: ModelVariant,
  signal: AbortSignal,
): Promise<Record<ModelPart, Uint8Array>> {
  const contents: Partial<Record<ModelPart, Uint8Array>> = {};
  // The small tokenizer first: a source that is no good is then known before 90 MB have come.
  for (const part of [...MODEL_PARTS].sort((a, b) => variant.files[a].bytes - variant.files[b].bytes)) {
    contents[part] = await download(source.addresses[part], variant.files[part].bytes, signal);
  }
  return contents as Record<ModelPart, Uint8Array>;
}

/** @param atMost bytes the lock requires; more than that cannot be the file, and are not waited for */
async function download(address: string, atMost: number, signal: AbortSignal): Promise<Uint8Array> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), ANSWER_WITHIN);
  const stillThere = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), STALL_WITHIN);
  };
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, silence.signal]) });
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
    stillThere();
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      stillThere();
      pieces.push(piece);
      size += piece.length;
      if (size > atMost) break;
    }
    return Buffer.concat(pieces);
  } catch (error) {
    signal.throwIfAborted();
    if (silence.signal.aborted) throw new Error('gave no answer in time', { cause: error });
    throw new Error(reason(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` hides what went wrong one level down. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
