import { ParallaxError, type Estimate } from '@parallax-map/core';

/** Rows above which a run that begins from nothing takes long enough to be asked about. */
const LARGE = 2000;

/** Whether a run is estimated without being asked. */
export function isLarge(rows: number): boolean {
  return rows > LARGE;
}

/**
 * Refuses a run whose results cannot fit, before it has filled the disk.
 *
 * @throws ParallaxError DISK_FULL where less than half of what is expected is free: the estimate is no better
 */
export function checkDisk({ diskMiB, free, rows }: Estimate, folder: string): void {
  if (2 * free.diskMiB >= diskMiB) return;
  throw new ParallaxError(
    'DISK_FULL',
    `${folder} needs about ${diskMiB.toLocaleString('en-US')} MiB for ${rows.toLocaleString('en-US')} rows; ${free.diskMiB.toLocaleString('en-US')} MiB are free. Name a folder on another disk with --out, or keep fewer rows with --top.`,
  );
}
