import { didYouMean, ParallaxError } from '@parallax-map/core';
import type { ServerModel } from './decision.js';
import { isQuota, type Fault } from './fault.js';

/** What was asked when a server failed. */
export interface Asked extends ServerModel {
  isLocal: boolean;
  /** Name of the variable that the key is in, null where there is none. */
  keyName: string | null;
  timeout: number;
  batch: number;
  /** Rows of the texts asked for, 0-based, and how many bytes the first has. */
  rows: number[];
  bytes: number;
  maxTokens: number | null;
}

/**
 * The error that a person reads: server, model, what was required, what was got, and what can be done.
 *
 * @param models that the server lists, where it refused and was asked
 */
export function explain(fault: Fault, asked: Asked, models: readonly string[] = []): ParallaxError {
  const { server, model } = asked;
  const wrap = (code: ParallaxError['code'], what: string, advice: string): ParallaxError =>
    new ParallaxError(code, `The embedding server ${server} (model "${model}") ${what}. ${advice}`.trim());
  const { status = 0, text } = fault.more;
  switch (fault.kind) {
    case 'answer': {
      const about = text === undefined ? '' : ` for row ${asked.rows[text]} (the first is 0)`;
      return wrap('ENCODER_INVALID', `gave no usable vector${about}: ${fault.message}`, '');
    }
    case 'unreachable':
      return wrap('ENCODER_UNAVAILABLE', `cannot be reached: ${fault.message}`, howToStart(asked));
    case 'tls':
      return wrap('ENCODER_UNAVAILABLE', `cannot be trusted: ${fault.message}`, TRUST);
    case 'timeout':
      return wrap('ENCODER_UNAVAILABLE', `gave ${fault.message} for ${count(asked)}`, `${SLOW} ${GOES_ON}`);
    case 'status':
  }
  const said = `answered ${fault.message}`;
  if (status < 400) return wrap('ENCODER_REFUSED', said, 'Name the address it leads to, if you trust it.');
  if (status === 401 || status === 403) return wrap('ENCODER_REFUSED', said, aboutKey(asked));
  if (status === 429 && isQuota(fault.message)) {
    return wrap('ENCODER_REFUSED', said, `Waiting will not help; the account must. ${GOES_ON}`);
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const slower = status === 429 ? 'It asks to be asked more slowly: --server-requests-per-minute. ' : '';
    return wrap(
      'ENCODER_UNAVAILABLE',
      `${said} to ${count(asked)}, and again when tried again`,
      slower + GOES_ON,
    );
  }
  if (models.length > 0 && !hasModel(models, model)) {
    return wrap('ENCODER_REFUSED', `has no such model; it ${said}`, whatItHas(asked, models));
  }
  if (status === 404) return wrap('ENCODER_REFUSED', said, notFound(asked));
  if (asked.dimensions !== null && /dimension|matryoshka/i.test(fault.message)) {
    return wrap(
      'ENCODER_REFUSED',
      `was asked for ${asked.dimensions} dimensions and ${said}`,
      'Leave the choice to the model with --server-dimensions auto.',
    );
  }
  if (asked.rows.length !== 1) return wrap('ENCODER_REFUSED', `${said} to ${count(asked)}`, '');
  const row = `was asked for row ${asked.rows[0]} (the first is 0) of ${say(asked.bytes)} bytes and ${said}`;
  return wrap('ENCODER_REFUSED', row, tooLong(asked));
}

/** Whether a refusal may be about one text of several, or about how many there are. */
export function mayBeOneText({ kind, more: { status } }: Fault): boolean {
  return kind === 'status' && (status === 400 || status === 413 || status === 422);
}

/** Whether a refusal may be about the model, so that it is worth asking which there are. */
export function mayBeModel({ kind, message, more: { status } }: Fault): boolean {
  if (kind !== 'status') return false;
  const words = /\bmodel/i.test(message) && !/length|token|context|too long|dimension/i.test(message);
  return status === 404 || ((status === 400 || status === 422) && words);
}

/** Ollama lists what it is asked for without a tag as `:latest`. */
export function hasModel(models: readonly string[], model: string): boolean {
  return models.includes(model) || models.includes(`${model}:latest`);
}

const GOES_ON = 'What it gave is kept; the same command goes on from there.';
const SLOW = '--server-timeout gives it more time, --server-batch and --server-concurrency less at once.';
const TRUST =
  'A certificate of your own authority is trusted when NODE_EXTRA_CA_CERTS names its file; a server without TLS has an address that begins with http://.';

function count({ rows }: Asked): string {
  return rows.length === 1
    ? `row ${rows[0]} (the first is 0)`
    : `${rows.length} texts from row ${rows[0]} on`;
}

function isOllama({ server }: Asked): boolean {
  return /:11434\b/.test(server);
}

function howToStart(asked: Asked): string {
  if (isOllama(asked)) return `Start it with "ollama serve". ${GOES_ON}`;
  return `${asked.isLocal ? 'Is it started, and is the port right?' : 'Are the address and the network right?'} ${GOES_ON}`;
}

function aboutKey({ keyName }: Asked): string {
  if (keyName === null) return 'No key was sent: it is read from the environment, PARALLAX_API_KEY.';
  return `The key in ${keyName} was sent; it is not one the server takes for this.`;
}

function whatItHas(asked: Asked, models: readonly string[]): string {
  const shown = models.slice(0, MOST_SHOWN).join(', ');
  const more = models.length > MOST_SHOWN ? ` and ${say(models.length - MOST_SHOWN)} more` : '';
  const pull = isOllama(asked) ? ` "ollama pull ${asked.model}" fetches it, if Ollama has it.` : '';
  return `It has ${shown}${more}.${didYouMean(asked.model, models)}${pull}`;
}

const MOST_SHOWN = 20;

function notFound({ server }: Asked): string {
  return /\/v\d/.test(server)
    ? 'Are the address and the name of the model right?'
    : `Is the address right? On most servers it ends in /v1: "${server}/v1".`;
}

function tooLong({ maxTokens, bytes }: Asked): string {
  const about = Math.max(8, Math.floor(bytes / 8));
  if (maxTokens === null && bytes > 1000) {
    return `If it is too long, --max-tokens ${Math.min(8192, about)} (by estimate, one for every four bytes) cuts such texts, or reads them in passages with --long passages.`;
  }
  return bytes > 1000 ? `If it is too long, a smaller --max-tokens sends less of it: now ${maxTokens}.` : '';
}

function say(value: number): string {
  return value.toLocaleString('en-US');
}
