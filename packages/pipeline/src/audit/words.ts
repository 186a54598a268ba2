/** 5000 → `5,000` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** 1 → `1 row`, 3 → `3 rows` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** 0.4873 → `49 %`; what is not zero never reads as zero, what is not all never as all. */
export function percent(share: number): string {
  const whole = Math.round(100 * share);
  if (share > 0 && whole === 0) return share < 0.001 ? 'under 0.1 %' : `${(100 * share).toFixed(1)} %`;
  if (share < 1 && whole === 100) return share > 0.999 ? 'over 99.9 %' : `${(100 * share).toFixed(1)} %`;
  return `${whole} %`;
}

/** `12 of 5,000 rows (0.2 %)` */
export function part(some: number, all: number, many: string): string {
  return `${count(some)} of ${count(all)} ${many} (${percent(all === 0 ? 0 : some / all)})`;
}

/** A verb as it follows `part(some, …)`: 1 of 9 rows has, 2 of 9 rows have. */
export function does(some: number, verb: Verb): string {
  return some === 1 ? ALONE[verb] : verb;
}

export type Verb = keyof typeof ALONE;

const ALONE = {
  are: 'is',
  have: 'has',
  hold: 'holds',
  lie: 'lies',
  name: 'names',
  repeat: 'repeats',
  spell: 'spells',
  stand: 'stands',
  were: 'was',
} as const;

/** A name or value of the table in a message: in double quotes, in one line, cut where it is long. */
export function quoted(text: string, longest = 60): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return `"${cut(line, longest)}"`;
}

/** At most `longest` characters, the last one an ellipsis where there were more. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const letters = [...text.slice(0, 2 * longest + 2)];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : text;
}

/** `a, b and c`; with more than `most`, `a, b, c and 4 more` */
export function listed(words: readonly string[], most = 3): string {
  const shown = words.length > most + 1 ? words.slice(0, most) : words;
  const left = words.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${count(left)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
