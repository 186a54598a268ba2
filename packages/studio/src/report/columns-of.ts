import type { Finding } from '@parallax-map/core';

/** The columns that a finding is about; none where it is about rows or the file. */
export function columnsOf({ column, columns }: Finding): readonly string[] {
  return columns ?? (column === null ? [] : [column]);
}
