import { ParallaxError } from '@parallax-map/core';

/** A copy that does not fit is no fault of the table. */
export function noRoom(path: string, cause: unknown): ParallaxError {
  return new ParallaxError(
    'FOLDER_UNWRITABLE',
    `${path} cannot be written: no space is left for a copy of the table in plain UTF-8. Make room, or set TMPDIR to a folder that has it.`,
    { cause },
  );
}
