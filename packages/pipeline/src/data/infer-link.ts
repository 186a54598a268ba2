import type { Columns } from '@parallax-map/core';
import type { Guess } from './infer-columns.js';
import type { TableProfile } from './profile.js';

/** Where a click leads, and where pictures are that the table only names: a column of addresses, or a site whose ids it is known to hold. */
export function inferLink(
  profile: TableProfile,
  roles: Pick<Columns, 'id' | 'title' | 'image'>,
): { link: string | null; linkFallback: string | null; picture: string | null; guesses: Guess[] } {
  const { link, reason } = findLink(profile, roles);
  const site = SITES.find(({ item }) => link?.startsWith(item));
  const search = site && roles.title !== null ? `${site.search}{${roles.title}}` : null;
  const guesses: Guess[] = [{ role: 'link', value: link, reason }];
  if (search)
    guesses.push({
      role: 'linkFallback',
      value: search,
      reason: 'where the link cannot be filled, the title is searched',
    });
  const named = profile.columns.find(({ name }) => name === roles.image);
  const picture = site === TMDB && named?.url === 0 ? `${TMDB_PICTURES}{${named.name}}` : null;
  return { link, linkFallback: search, picture, guesses };
}

/** Posters 342 pixels wide, by the names that TMDB's tables give them. */
const TMDB_PICTURES = 'https://image.tmdb.org/t/p/w342/';

const TMDB = {
  item: 'https://www.themoviedb.org/movie/',
  search: 'https://www.themoviedb.org/search?query=',
};
const IMDB = { item: 'https://www.imdb.com/title/', search: 'https://www.imdb.com/find/?q=' };
const SITES = [TMDB, IMDB];

function findLink(
  { columns }: TableProfile,
  { id, image }: Pick<Columns, 'id' | 'title' | 'image'>,
): { link: string | null; reason: string } {
  const addresses = columns.find(
    (column) => column.name !== image && column.url >= 0.9 && column.image < 0.5,
  );
  if (addresses)
    return {
      link: `{${addresses.name}}`,
      reason: `${addresses.name}: addresses, such as ${addresses.examples[0]}`,
    };
  const imdb = columns.find((column) => column.filled > 0 && column.imdb >= 0.9);
  if (imdb)
    return {
      link: `${IMDB.item}{${imdb.name}}`,
      reason: `${imdb.name}: ids as IMDb writes them, such as ${imdb.examples[0]}`,
    };
  const has = (name: string) => columns.some((column) => column.name.toLowerCase() === name);
  const numbered = columns.some((column) => column.name === id && column.kind === 'integer');
  if (numbered && ['poster_path', 'vote_count', 'overview'].every(has)) {
    return {
      link: `${TMDB.item}{${id}}`,
      reason: `${id}: poster_path, vote_count and overview say that the table is from TMDB`,
    };
  }
  return { link: null, reason: 'no column holds addresses, and no site is known for these ids' };
}
