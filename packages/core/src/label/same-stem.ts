/**
 * Whether two lower-case words look like forms of one: robber and robbers, city and cities, woman and women,
 * german and germany. Knows no language: it compares beginnings and allows for short ends. It errs towards yes,
 * which costs a list one word; a miss would show the same word twice.
 */
export function sameStem(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 3) return false;
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared++;
  const shortEnd = short.length - shared;
  const longEnd = long.length - shared;
  if (shortEnd === 0) return longEnd <= (short.length <= 3 ? 1 : 3);
  if (long === `${short.slice(0, -1)}ies` || changesVowel(short, long)) return true;
  if (shared >= 5) return shortEnd <= 2 && longEnd <= 3;
  if (shared >= 3) return shortEnd === 1 && longEnd >= 2 && longEnd <= 3;
  return false;
}

/**
 * Whether one of two different lower-case words is likely the plural of the other: robber and robbers, city and
 * cities, woman and women, Frau and Frauen.
 */
export function differInNumber(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 3 || short === long) return false;
  if (long.startsWith(short)) return /^(?:s|es|n|en|x)$/u.test(long.slice(short.length));
  return long === `${short.slice(0, -1)}ies` || changesVowel(short, long);
}

/** man and men, woman and women: the same but for one vowel near the end. */
function changesVowel(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = a.length - 2;
  const others = a.slice(0, at) + a.slice(at + 1) === b.slice(0, at) + b.slice(at + 1);
  return others && /[aeiou]/u.test(a[at]!) && /[aeiou]/u.test(b[at]!);
}
