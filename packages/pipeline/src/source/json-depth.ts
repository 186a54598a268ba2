import { ParallaxError } from '@parallax-map/core';
import { blocks } from './text/blocks.js';

/** Lists and objects within one another; DuckDB's own recursion ends the process far above it. */
const DEEPEST = 5000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/**
 * Goes through JSON of any size in constant memory.
 *
 * @param path UTF-8
 * @throws ParallaxError DATA_UNREADABLE where lists and objects stand deeper within one another than can be read
 */
export async function checkDepth(path: string, name: string): Promise<void> {
  let depth = 0;
  let quoted = false;
  let escaped = false;
  for await (const block of blocks(path, 0)) {
    for (const byte of block) {
      if (quoted) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) quoted = false;
      } else if (byte === QUOTE) quoted = true;
      else if (OPENING.includes(byte)) depth++;
      else if (CLOSING.includes(byte)) depth--;
      if (depth > DEEPEST) {
        throw new ParallaxError(
          'DATA_UNREADABLE',
          `${name} must be JSON of at most ${DEEPEST.toLocaleString('en-US')} lists and objects within one another; got more`,
        );
      }
    }
  }
}
