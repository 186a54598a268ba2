import { ParallaxError } from '@parallax-map/core';

/** The error of a results folder that refuses to be written, with the reason the system gave. */
export function unwritable(folder: string, error: unknown): ParallaxError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ParallaxError('FOLDER_UNWRITABLE', `${folder} must be a folder that can be written; ${reason}`, {
    cause: error,
  });
}
