/** Whether the reader wants pictures from a site; null where nobody asked. Kept by the browser for this page's origin. */
export function pictureAnswer(site: string): boolean | null {
  const answer = read()[site];
  return typeof answer === 'boolean' ? answer : null;
}

export function setPictureAnswer(site: string, yes: boolean): void {
  const answers = { ...read(), [site]: yes };
  here.set(site, yes);
  try {
    localStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    // Storage is full or forbidden: the answer holds until the page closes.
  }
}

const KEY = 'parallax:pictures';
const here = new Map<string, boolean>();

function read(): Record<string, unknown> {
  const known = Object.fromEntries(here);
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept, ...known } : known;
  } catch {
    return known;
  }
}
