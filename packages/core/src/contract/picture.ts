/** Where the picture of a row is: what stands before and after the cell of a column. Both empty: the cell is all of it. */
export interface PictureTemplate {
  before: string;
  after: string;
}

/**
 * The address or path of a row's picture; empty where the cell is blank, or would lead to another site than the one the
 * template names. In an address the cell is URL-encoded but for its slashes.
 */
export function pictureAddress({ before, after }: PictureTemplate, cell: string): string {
  if (cell === '') return '';
  if (!isAddress(before)) return before + cell + after;
  const path = before.endsWith('/') ? cell.replace(/^\/+/, '') : cell;
  const address = before + path.split('/').map(encoded).join('/') + after;
  return URL.canParse(address) && URL.canParse(before) && new URL(address).origin === new URL(before).origin
    ? address
    : '';
}

/** The site that has to be asked for a picture, such as `https://image.tmdb.org`; null for a path on this machine, or none. */
export function pictureSite(address: string): string | null {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return null;
  return new URL(address).origin;
}

/** Whether a cell begins as an address does, of whatever kind; a letter and a colon is a drive. */
export function isAddress(cell: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(cell);
}

/** Half a surrogate pair has no URL encoding; U+FFFD stands for it. */
function encoded(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
