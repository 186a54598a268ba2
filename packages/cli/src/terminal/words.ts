/** 5000 → `5,000` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** 0.4873 → `49 %`; what is not zero never reads as zero. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return `${(100 * share).toFixed(1)} %`;
  return `${Math.round(100 * share)} %`;
}

/** Seconds as a person says them. */
export function duration(seconds: number): string {
  if (seconds < 0.1) return 'under 0.1 s';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
}

/** 1 → `1 topic`, 3 → `3 topics` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Control characters of a table must not reach the terminal. */
export function safe(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
