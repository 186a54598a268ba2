import { writeUnit } from '../unit.js';
import { Fault, tellable } from './fault.js';

/** What a server answered to one request, checked. */
export interface Answer {
  /** texts × dimensions, unit length, in the order of the texts asked. */
  vectors: Float32Array;
  dimensions: number;
  /** What the server calls the model that ran, null where it does not say. */
  model: string | null;
  /** Tokens it counted, null where it does not say. */
  tokens: number | null;
}

/**
 * Reads the answer to a request for `count` vectors: as lists of numbers or as float32 in base64, in the order of
 * their `index` where they have one.
 *
 * @param body the JSON of the answer; nothing about it is trusted
 * @throws Fault of kind `answer`, with what was required and what was got
 */
export function readAnswer(body: unknown, count: number, secret: string | null): Answer {
  const { data, model, usage } = Object(body) as Record<string, unknown>;
  if (!Array.isArray(data)) {
    throw new Fault('answer', `required is JSON with a list "data"; got ${tellable(say(body), secret, 120)}`);
  }
  if (data.length !== count) {
    throw new Fault('answer', `required are ${count} vectors, one for each text; got ${data.length}`);
  }
  const items = inOrder(data.map((item) => Object(item) as Record<string, unknown>));
  const first = numbersOf(items[0]!.embedding, 0);
  const dimensions = first.length;
  const vectors = new Float32Array(count * dimensions);
  items.forEach(({ embedding }, text) => {
    const numbers = text === 0 ? first : numbersOf(embedding, text);
    if (numbers.length !== dimensions) {
      const got = `got ${numbers.length} beside ${dimensions}`;
      throw new Fault('answer', `required are vectors of one length; ${got}`, { text });
    }
    writeVector(numbers, vectors.subarray(text * dimensions, (text + 1) * dimensions), text);
  });
  const counted = (Object(usage) as Record<string, unknown>).prompt_tokens;
  return {
    vectors,
    dimensions,
    model: typeof model === 'string' && model.trim() !== '' ? tellable(model, secret, 200) : null,
    tokens: typeof counted === 'number' && Number.isFinite(counted) && counted >= 0 ? counted : null,
  };
}

/** Servers need not keep the order: `index` says which text a vector belongs to. */
function inOrder(items: Record<string, unknown>[]): Record<string, unknown>[] {
  if (items.every(({ index }) => index === undefined || index === null)) return items;
  const placed = new Array<Record<string, unknown> | undefined>(items.length).fill(undefined);
  for (const item of items) {
    const index = item.index as number;
    if (!Number.isInteger(index) || index < 0 || index >= items.length || placed[index] !== undefined) {
      const got = Number.isInteger(index) && placed[index] !== undefined ? `${index} twice` : say(index);
      throw new Fault('answer', `required is an index from 0 to ${items.length - 1} once each; got ${got}`);
    }
    placed[index] = item;
  }
  return placed as Record<string, unknown>[];
}

function numbersOf(embedding: unknown, text: number): ArrayLike<unknown> {
  if (Array.isArray(embedding) && embedding.length > 0) return embedding as unknown[];
  if (typeof embedding === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(embedding)) {
    const bytes = Buffer.from(embedding, 'base64');
    if (bytes.length > 0 && bytes.length % 4 === 0) {
      return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    }
  }
  const got = Array.isArray(embedding) ? 'an empty list' : say(embedding);
  throw new Fault('answer', `required is a vector as a list of numbers, or float32 in base64; got ${got}`, {
    text,
  });
}

function writeVector(numbers: ArrayLike<unknown>, unit: Float32Array, text: number): void {
  for (let j = 0; j < unit.length; j++) {
    const value = numbers[j];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new Fault('answer', `required are finite numbers; got ${say(value)} in place ${j}`, { text });
    }
  }
  if (!writeUnit(numbers as ArrayLike<number>, unit)) {
    throw new Fault('answer', 'required is a vector with a direction; got only zeros', { text });
  }
}

function say(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return 'a text that is neither';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}`;
}
