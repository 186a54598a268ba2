/**
 * The first key that stands twice in one object, null where none does. Lists are left out: what they hold is told
 * as it stands.
 *
 * @param json valid, but for NaN and Infinity
 * @param value what it holds
 */
export function repeatedKey(json: string, value: object): string | null {
  // Each key is a quote and a colon; text may look like one, so that more of these prove nothing.
  if ((json.match(/"\s*:/g)?.length ?? 0) === countKeys(value)) return null;
  const open: (Set<string> | null)[] = [];
  let lists = 0;
  for (let i = 0; i < json.length; i++) {
    const character = json[i]!;
    if (character === '{') open.push(lists > 0 ? null : new Set());
    else if (character === '[') {
      open.push(null);
      lists++;
    } else if (character === '}' || character === ']') {
      open.pop();
      if (character === ']') lists--;
    } else if (character === '"') {
      const end = stringEnd(json, i);
      const keys = open.at(-1);
      if (keys && isBeforeColon(json, end)) {
        const key = JSON.parse(json.slice(i, end)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      i = end - 1;
    }
  }
  return null;
}

/** Keys of all objects, however deep. */
function countKeys(value: object): number {
  let count = 0;
  const rest: object[] = [value];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const children: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) count += children.length;
    for (const child of children) if (typeof child === 'object' && child !== null) rest.push(child);
  }
  return count;
}

/** The place after the quote that closes the string begun at `start`. */
function stringEnd(json: string, start: number): number {
  let end = start + 1;
  while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1;
  return end + 1;
}

function isBeforeColon(json: string, at: number): boolean {
  let next = at;
  while (/\s/.test(json[next] ?? '')) next++;
  return json[next] === ':';
}
