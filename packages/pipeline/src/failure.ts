import { asParallaxError, ParallaxError } from '@parallax-map/core';
import { KernelInputError } from '@parallax-map/kernels';
import { resolve, sep } from 'node:path';
import { unwritable } from './store/unwritable.js';

/** Whatever went wrong in a run on a folder, as an error with a code. */
export function asRunError(error: unknown, folder: string): ParallaxError {
  if (error instanceof KernelInputError) {
    return new ParallaxError('KERNEL_INPUT', error.message, { cause: error });
  }
  // A disk that is full, a file that stands where a folder belongs, a permission taken away meanwhile.
  if (isOfFileSystem(error) && isWithin(folder, error)) return unwritable(folder, error);
  return asParallaxError(error);
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function isWithin(folder: string, { path, dest }: NodeJS.ErrnoException & { dest?: string }): boolean {
  return [path, dest].some(
    (place) => place !== undefined && (resolve(place) === folder || resolve(place).startsWith(folder + sep)),
  );
}
