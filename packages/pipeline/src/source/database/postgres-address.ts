import { ParallaxError } from '@parallax-map/core';

export interface PostgresAddress {
  /** As libpq takes it. */
  address: string;
  /** As said in messages: without the user and the options. */
  name: string;
  /** Name of the database; null where the address leaves it to libpq. */
  database: string | null;
}

/** Whether a source is meant as the address of a Postgres database, well-formed or not. */
export function isPostgres(source: string): boolean {
  return /^\s*postgres(ql)?:/i.test(source);
}

/**
 * Reads an address that has nothing to hide. Messages never repeat what is refused: a secret may be in it.
 *
 * @param given `postgres://user@host:5432/films?sslmode=require`
 * @throws ParallaxError USAGE
 */
export function postgresAddress(given: string): PostgresAddress {
  if (hasPassword(given)) {
    throw new ParallaxError(
      'USAGE',
      'the address of a Postgres database must be without a password, which shells and logs would keep: put it into PGPASSWORD or ~/.pgpass and leave it out, as in postgres://user@host/films',
    );
  }
  const [, hosts, database = '', options = ''] = ADDRESS.exec(given) ?? [];
  if (hosts === undefined || !options.split('&').every(isKnown)) {
    throw new ParallaxError(
      'USAGE',
      `the address of a Postgres database must be as postgres://user@host:5432/films, other signs in names as %20 for a blank; options after "?" may be ${[...OPTIONS].join(', ')}`,
    );
  }
  const name = `postgres://${hosts}${database === '' ? '' : `/${database}`}`;
  return { address: given, name, database: database === '' ? null : database };
}

/** A colon with an @ anywhere behind it, but that of a port; so also passwords that hold signs they should not. */
function hasPassword(given: string): boolean {
  const rest = given.replace(/^\s*postgres(ql)?:/i, '');
  return /:[^@]*@/.test(rest) || /pass(word|wd)?\s*=/i.test(unescaped(rest));
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Hosts, database and options; libpq takes several hosts. */
const ADDRESS = (() => {
  const name = '[\\p{L}\\p{N}._~%+-]';
  const host = '(?:[A-Za-z0-9._%-]+|\\[[0-9a-fA-F:.]+\\])?(?::\\d+)?';
  return new RegExp(
    `^postgres(?:ql)?://(?:${name}+@)?(${host}(?:,${host})*)(?:/(${name}*))?(?:\\?(.*))?$`,
    'u',
  );
})();

const OPTIONS = new Set([
  'host',
  'hostaddr',
  'port',
  'dbname',
  'user',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'connect_timeout',
  'target_session_attrs',
  'passfile',
  'service',
]);

function isKnown(option: string): boolean {
  return option === '' || (/^[a-z_]+=[^@]*$/.test(option) && OPTIONS.has(option.split('=')[0]!));
}
