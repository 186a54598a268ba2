import { didYouMean, ParallaxError } from '@parallax-map/core';

/** Where an embedding server is. */
export interface ServerAddress {
  /** Base address without a slash at its end; `/embeddings` and `/models` stand under it. */
  base: string;
  /** Whether it is this machine: asked without a proxy, and also where there is no network. */
  isLocal: boolean;
}

/** Names that stand for an address in the recipe. */
const SHORT_NAMES: Record<string, string> = {
  openai: 'https://api.openai.com/v1',
  ollama: 'http://localhost:11434/v1',
};

/**
 * Reads the address of an embedding server. What could hold a secret is refused and not repeated, since the address
 * is written to the recipe and the report.
 *
 * @throws ParallaxError RECIPE_INVALID
 */
export function serverAddress(text: string): ServerAddress {
  const given = text.trim();
  const url = parse(SHORT_NAMES[given.toLowerCase()] ?? given);
  if (url === undefined) throw refuse(given);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'encode.server must be an address without user, password, "?" and "#": it is written to the recipe and the ' +
        'report. A key belongs in the environment, as PARALLAX_API_KEY.',
    );
  }
  const base = (url.origin + url.pathname).replace(/\/+$/, '');
  const end = /\/(embeddings|models|chat\/completions)$/.exec(base)?.[0];
  if (end !== undefined) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      `encode.server must be the base address, under which ${end} stands: "${base.slice(0, -end.length)}"; got "${base}".`,
    );
  }
  return { base, isLocal: /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname) };
}

/**
 * The key of the environment for a server, and the name it goes by; null where there is none.
 *
 * @throws ParallaxError ENCODER_REFUSED where it cannot be sent
 */
export function apiKey(base: string, env = process.env): { value: string; name: string } | null {
  const names = ['PARALLAX_API_KEY', ...(base === SHORT_NAMES.openai ? ['OPENAI_API_KEY'] : [])];
  const name = names.find((name) => (env[name] ?? '').trim() !== '');
  if (name === undefined) return null;
  const value = env[name]!.trim();
  if (!/^[\x21-\x7e]{1,8192}$/.test(value)) {
    throw new ParallaxError(
      'ENCODER_REFUSED',
      `${name} must hold a key of printable ASCII characters without blanks; what it holds no server can be sent.`,
    );
  }
  return { value, name };
}

function parse(text: string): URL | undefined {
  if (text.length > 2000 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function refuse(given: string): ParallaxError {
  // Before an @ there may be a password, and after a ? a key.
  const shown = /[@?#]/.test(given) ? 'something else' : JSON.stringify(given.slice(0, 200));
  const bare = /^[\w.-]+(:\d+)?(\/[\w./-]*)?$/.test(given) && /[.:/]|^localhost$/.test(given);
  const hint = bare ? ` Did you mean "http://${given}"?` : didYouMean(given, Object.keys(SHORT_NAMES));
  return new ParallaxError(
    'RECIPE_INVALID',
    `encode.server must be an address that begins with http:// or https://, or openai or ollama; got ${shown}.${hint}`,
  );
}
