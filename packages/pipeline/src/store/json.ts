/** JSON as it is kept in files: two spaces, keys in the order given, a newline at the end. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * @throws SyntaxError where the bytes are no JSON, TypeError where they are no UTF-8
 */
export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}
