import type { Filter } from '../filter/clause.js';
import type { CutSection } from '@parallax-map/core';
import { formatClause, formatFilter, parseFilter } from '../filter/query.js';
import { formatCut, parseCut } from '../recipe/cut/settings.js';

/** Where the reader is: all of it stands in the address, so a link shows what they saw. */
export interface Place {
  view: View;
  /** null follows the system. */
  theme: Theme | null;
  /** Key of the selected row. */
  row: number | null;
  topic: TopicRef | null;
  /** Keys of two rows that are looked at together. */
  pair: [number, number] | null;
  /** Centre in map units and zoom in powers of two; null shows the whole map. */
  at: { x: number; y: number; zoom: number } | null;
  /** Whether rows without a topic are shown. */
  noise: boolean;
  /** Rows that it keeps stay bright; the others dim. */
  filter: Filter;
  /** What points are coloured by. */
  colour: ColourBy;
  /** Whether the facets stand at the right. */
  dock: boolean;
  /** How topics are cut in this page, where not as the run did. */
  cut: CutSection | null;
  /** Perspective that stands beside this one. */
  compare: string | null;
  /** Which of two answers is shown, where there are two. */
  shown: 'after' | 'before';
  /** Whether rows that are in the same topic in both stand back. */
  moved: boolean;
}

/** The topic of a level (0 for the finest), a column of the table, or a figure of the run. */
export type ColourBy =
  | { by: 'topic'; level: number }
  | { by: 'column'; name: string }
  | { by: 'probability' | 'stability' | 'distortion' };

export type View = 'map' | 'topics' | 'data' | 'recipe';
export type Theme = 'day' | 'night';

export interface TopicRef {
  /** 1 (coarsest) to 5. */
  level: number;
  id: number;
}

export const START: Place = {
  view: 'map',
  theme: null,
  row: null,
  topic: null,
  pair: null,
  at: null,
  noise: true,
  filter: [],
  colour: { by: 'topic', level: 0 },
  dock: false,
  cut: null,
  compare: null,
  shown: 'after',
  moved: false,
};

const VIEWS: readonly string[] = ['map', 'topics', 'data', 'recipe'];

/** The part of the address after `#`. Only what differs from the start is written. */
export function formatPlace(place: Place): string {
  const parts = new URLSearchParams();
  if (place.view !== START.view) parts.set('view', place.view);
  if (place.theme !== null) parts.set('theme', place.theme);
  if (place.row !== null) parts.set('row', String(place.row));
  if (place.topic !== null) parts.set('topic', `${place.topic.level}.${place.topic.id}`);
  if (place.pair !== null) parts.set('pair', place.pair.join('_'));
  if (place.at !== null) parts.set('at', [place.at.x, place.at.y, place.at.zoom].map(short).join('_'));
  if (!place.noise) parts.set('noise', 'off');
  if (place.filter.length > 0) parts.set('where', formatFilter(place.filter));
  const colour = formatColour(place.colour);
  if (colour !== '') parts.set('colour', colour);
  if (place.dock) parts.set('dock', 'on');
  if (place.cut !== null) parts.set('cut', formatCut(place.cut));
  if (place.compare !== null) parts.set('compare', place.compare);
  if (place.shown !== START.shown) parts.set('shown', place.shown);
  if (place.moved) parts.set('moved', 'on');
  const text = parts.toString();
  return text === '' ? '' : `#${text}`;
}

/** Reads it back. Addresses are typed and mangled by people: what makes no sense falls back to the start. */
export function parsePlace(hash: string): Place {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const view = parts.get('view');
  const theme = parts.get('theme');
  const row = parts.get('row');
  const topic = /^([1-5])\.(\d{1,9})$/.exec(parts.get('topic') ?? '');
  const pair = /^(\d{1,10})_(\d{1,10})$/.exec(parts.get('pair') ?? '');
  const compare = parts.get('compare');
  const at = (parts.get('at') ?? '').split('_').map(Number);
  return {
    view: view !== null && VIEWS.includes(view) ? (view as View) : START.view,
    theme: theme === 'day' || theme === 'night' ? theme : null,
    row: row !== null && /^\d{1,10}$/.test(row) ? Number(row) : null,
    topic: topic === null ? null : { level: Number(topic[1]), id: Number(topic[2]) },
    pair: pair === null ? null : [Number(pair[1]), Number(pair[2])],
    at:
      at.length === 3 && parts.get('at') !== '' && at.every(Number.isFinite)
        ? { x: at[0]!, y: at[1]!, zoom: at[2]! }
        : null,
    noise: parts.get('noise') !== 'off',
    filter: parseFilter(parts.get('where') ?? '').filter,
    colour: parseColour(parts.get('colour') ?? ''),
    dock: parts.get('dock') === 'on',
    cut: parseCut(parts.get('cut') ?? ''),
    compare: compare !== null && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(compare) ? compare : null,
    shown: parts.get('shown') === 'before' ? 'before' : START.shown,
    moved: parts.get('moved') === 'on',
  };
}

/**
 * The next place, in which what says the same as before is the same object: masks are kept by the identity of clauses,
 * and what is shown is made anew only where something changed. The place before itself where nothing did.
 */
export function steadyPlace(before: Place, next: Place): Place {
  const place: Place = {
    ...next,
    topic: steady(before.topic, next.topic),
    pair: steady(before.pair, next.pair),
    at: steady(before.at, next.at),
    cut: steady(before.cut, next.cut),
    colour: steady(before.colour, next.colour),
    filter: steadyFilter(before.filter, next.filter),
  };
  const parts = Object.keys(place) as (keyof Place)[];
  return parts.every((part) => place[part] === before[part]) ? before : place;
}

function steady<T>(before: T, next: T): T {
  return JSON.stringify(before) === JSON.stringify(next) ? before : next;
}

function steadyFilter(before: Filter, next: Filter): Filter {
  const known = new Map(before.map((clause) => [formatClause(clause), clause]));
  const filter = next.map((clause) => known.get(formatClause(clause)) ?? clause);
  const isSame = filter.length === before.length && filter.every((clause, k) => clause === before[k]);
  return isSame ? before : filter;
}

function formatColour(colour: ColourBy): string {
  if (colour.by === 'column') return `column:${colour.name}`;
  if (colour.by === 'topic') return colour.level === 0 ? '' : `level:${colour.level}`;
  return colour.by;
}

function parseColour(text: string): ColourBy {
  if (text.startsWith('column:')) return { by: 'column', name: text.slice('column:'.length) };
  const level = /^level:([1-5])$/.exec(text);
  if (level !== null) return { by: 'topic', level: Number(level[1]) };
  if (text === 'probability' || text === 'stability' || text === 'distortion') return { by: text };
  return START.colour;
}

function short(value: number): string {
  return String(Number(value.toFixed(4)));
}
