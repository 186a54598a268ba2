import type { ParallaxError } from '@parallax-map/core';
import { safe } from './words.js';

/** What a person, or with `json` a program, reads when a command fails. */
export function failure(error: ParallaxError, options: { json: boolean; stack: boolean }): string {
  if (options.json) {
    const event = { type: 'error', code: error.code, message: error.message, status: error.status };
    return JSON.stringify(options.stack ? { ...event, stack: fullStack(error) } : event) + '\n';
  }
  if (error.code === 'ABORTED') return `\n${safe(error.message)}\n`;
  const lines = [
    `parallax: ${safe(error.message)}`,
    `  [${error.code}] docs/reference/errors.md says what it means`,
  ];
  if (options.stack) lines.push('', fullStack(error));
  else if (error.code === 'INTERNAL') lines.push('  Run it again with --stack to see where it happened.');
  return lines.join('\n') + '\n';
}

function fullStack(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${fullStack(error.cause)}` : own;
}
