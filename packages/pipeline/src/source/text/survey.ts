import { isAscii, isUtf8 } from 'node:buffer';
import { blocks, CR, LF } from './blocks.js';
import { sequenceAt, wholeSequences } from './utf8.js';

/** What the bytes of a text are made of, taken as UTF-8. */
export interface Survey {
  nulBytes: number;
  /** Characters beyond ASCII. */
  sequences: number;
  /** Bytes that belong to no UTF-8 sequence. */
  strayBytes: number;
  /** Lines with such bytes. */
  brokenLines: number;
  /** The first broken lines, for a detector. */
  sample: Buffer;
}

/** Goes through a file once. Blocks of valid UTF-8 are checked by the platform, the others byte by byte. */
export async function surveyText(path: string, start: number): Promise<Survey> {
  const survey = { nulBytes: 0, sequences: 0, strayBytes: 0, brokenLines: 0 };
  const sample = new Sample();
  let lineIsBroken = false;
  let rest = Buffer.alloc(0);
  const look = (bytes: Buffer) => {
    if (bytes.includes(0)) survey.nulBytes += count(bytes, 0);
    if (isAscii(bytes)) {
      if (bytes.includes(LF) || bytes.includes(CR)) lineIsBroken = false;
      return;
    }
    const valid = isUtf8(bytes);
    let lineStart = 0;
    for (let i = 0; i < bytes.length;) {
      const byte = bytes[i]!;
      if (byte === LF || byte === CR) {
        if (lineIsBroken) sample.add(bytes.subarray(lineStart, i + 1));
        lineIsBroken = false;
        lineStart = i + 1;
      }
      if (byte < 0x80) {
        i++;
        continue;
      }
      const length = valid ? (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) : sequenceAt(bytes, i);
      if (length > 0) survey.sequences++;
      else {
        survey.strayBytes++;
        if (!lineIsBroken) survey.brokenLines++;
        lineIsBroken = true;
      }
      i += length || 1;
    }
    if (lineIsBroken) sample.add(bytes.subarray(lineStart));
  };
  for await (const block of blocks(path, start)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, block]) : block;
    const whole = wholeSequences(bytes);
    look(bytes.subarray(0, whole));
    rest = Buffer.from(bytes.subarray(whole));
  }
  if (rest.length > 0) look(rest);
  return { ...survey, sample: sample.bytes() };
}

const SAMPLE = 1 << 16;

class Sample {
  private readonly parts: Buffer[] = [];
  private size = 0;

  add(line: Buffer): void {
    if (this.size >= SAMPLE) return;
    const part = Buffer.from(line.subarray(0, SAMPLE - this.size));
    this.parts.push(part);
    this.size += part.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

export function count(bytes: Uint8Array, value: number): number {
  let found = 0;
  for (let i = bytes.indexOf(value); i >= 0; i = bytes.indexOf(value, i + 1)) found++;
  return found;
}
