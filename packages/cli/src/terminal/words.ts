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
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** 1 → `1 topic`, 3 → `3 topics` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * A table's text as it may reach a terminal: no control characters, which could move the cursor or worse, and no
 * marks that turn the direction of what stands beside it.
 */
export function safe(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(DIRECTION, '')
    .trim();
}

const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
