/**
 * The 200 lines that `audit-truth.json` judges: 120 evenly spaced over the file, then 80 that crude tests find odd,
 * so that there are faults to be found. Nothing of Parallax is used: fields are cut at every semicolon, quotes or not.
 *
 * @param {string[]} lines of the file, the header first
 * @returns {number[]} line numbers, 1-based, ascending
 */
export function sampleLines(lines) {
  const records = lines.length - 1;
  const drawn = new Set();
  for (let i = 0; i < EVEN; i++) drawn.add(2 + Math.floor(((i + 0.5) * records) / EVEN));
  const fields = lines.map((line) => line.split(';'));
  const repeated = [1, 2].map((column) => repeats(fields, column));
  for (const [most, isOdd] of ODD) {
    const found = [];
    for (let i = 1; i < lines.length; i++) {
      if (isOdd({ line: lines[i], next: lines[i + 1] ?? '', fields: fields[i], repeated })) found.push(i + 1);
    }
    const fresh = found.filter((line) => !drawn.has(line));
    const room = Math.min(most, fresh.length, EVEN + ODD_LINES - drawn.size);
    for (let i = 0; i < room; i++) drawn.add(fresh[Math.floor(((i + 0.5) * fresh.length) / room)]);
  }
  return [...drawn].sort((a, b) => a - b);
}

const EVEN = 120;
const ODD_LINES = 80;
const DATE = /^\d{1,2}\/\d{1,2}\/\d{4};/;
const CONTROL = /[\p{Cc}\u00ad\u200b-\u200f\u2028\u2029\ufeff\ufffd]/u;
const WORDS = /\s+/;

/** How many lines at most, and what makes a line odd; a later test takes what earlier ones left. */
const ODD = [
  [20, ({ line }) => !DATE.test(line)],
  [9, ({ line, next }) => DATE.test(line) && next !== '' && !DATE.test(next)],
  [3, ({ line }) => CONTROL.test(line)],
  [4, ({ fields }) => /[\u0370-\u1fff\u3000-\uffff]/.test(fields[2])],
  [3, ({ line }) => /[^\0-\x7f]{2,}/.test(line)],
  [3, ({ fields }) => fields[2].length < 20],
  [4, ({ fields }) => fields[2].length < 40],
  [6, ({ fields }) => fields[2].split(WORDS).length > 150],
  [6, ({ fields, repeated }) => repeated[1].has(fields[2])],
  [6, ({ fields, repeated }) => repeated[0].has(fields[1])],
  [4, ({ fields }) => fields[3].split('.').length > 2],
  [5, ({ fields }) => !/^\d+$/.test(fields[4])],
  [1, ({ line }) => /^\d+\/\d+\/(1[0-8]|190|191)/.test(line)],
  [2, ({ line }) => /^\d+\/\d+\/202[2-9]/.test(line)],
  [2, ({ fields }) => /^(n\/?a|tba|none|null|coming soon|unknown|test\b|[-?.]+)/i.test(fields[2])],
  [80, ({ fields }) => /^[a-z]{2}$/.test(fields[6]) && fields[6] !== 'en'],
];

function repeats(fields, column) {
  const count = new Map();
  for (const row of fields) count.set(row[column], (count.get(row[column]) ?? 0) + 1);
  return new Set([...count].filter(([, times]) => times > 1).map(([value]) => value));
}
