import { decodeWindows1252 } from './windows-1252.js';

/** How many bytes the UTF-8 sequence at `i` takes; 0 where none begins, or it is cut off. */
export function sequenceAt(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!;
  if (lead < 0x80) return 1;
  const second = bytes[i + 1] ?? 0;
  if (lead < 0xc2 || lead > 0xf4 || (second & 0xc0) !== 0x80) return 0;
  if (lead < 0xe0) return 2;
  // Overlong forms, surrogates and what lies beyond U+10FFFF.
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  if (((bytes[i + 2] ?? 0) & 0xc0) !== 0x80) return 0;
  if (lead < 0xf0) return 3;
  return ((bytes[i + 3] ?? 0) & 0xc0) === 0x80 ? 4 : 0;
}

/** Valid sequences as UTF-8, every other byte as windows-1252. */
export function decodeMixed(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  const flush = (to: number) => {
    if (to > from) text += Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
  };
  for (let i = 0; i < bytes.length;) {
    const length = sequenceAt(bytes, i);
    if (length === 0) {
      flush(i);
      text += decodeWindows1252(bytes.subarray(i, i + 1));
      from = i + 1;
    }
    i += length || 1;
  }
  flush(bytes.length);
  return text;
}

/** Where a block may be cut so that no UTF-8 sequence is parted: at its end, or up to three bytes before. */
export function wholeSequences(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i >= Math.max(0, bytes.length - 3); i--) {
    const byte = bytes[i]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return i + length > bytes.length ? i : bytes.length;
    }
  }
  return bytes.length;
}
