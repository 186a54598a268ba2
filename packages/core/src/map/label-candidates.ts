import type { Topic, Topics } from '../contract/topics.js';
import { breakLines, type Measure } from './break-lines.js';
import { displayText, labelStyle } from './label-style.js';
import type { PlacedLabel } from './place-labels.js';
import type { MapView } from './view.js';

/** Zoom from which intervals hold: the whole map at half its size. */
export const LEAST_ZOOM = -1;
/** Names that would show only past this zoom are left out. */
export const MOST_ZOOM = 24;
/** A name shows once its topic's share of the map's area is at least this many times the name's box. */
const ROOM = 0.75;
/** Of the view's width, the most that a line may take. */
const WIDEST = 0.85;

/** A name that wants a place. */
export interface Candidate {
  label: Omit<PlacedLabel, 'minZoom' | 'maxZoom'>;
  /** A coarsest name in shorter lines, for where it finds no room as it is; null where it has none. */
  narrower(): Candidate['label'] | null;
  /** Zoom at which its topic has room for it. */
  roomAt: number;
  /** Zoom at which its largest child has room, 0 where the whole map has it, or null if it never gives way. */
  childRoomAt: number | null;
}

/** The names of all topics as they choose their places: coarser first, then larger; one for topics that bear the same. */
export function candidates(topics: Topics, view: MapView, measure: Measure): Candidate[] {
  const all: Candidate[] = [];
  let covered = new Set<number>();
  const children = topics.levels.map((_, k) => childrenOf(topics, k));
  for (const [k, { level, topics: list }] of topics.levels.entries()) {
    const coveredBelow = new Set<number>();
    const ordered = [...list].sort((a, b) => b.size - a.size || a.id - b.id);
    for (const topic of ordered) {
      const heir = sameNameBelow(topic, children[k]);
      if (heir) coveredBelow.add(heir.id);
      if (covered.has(topic.id)) continue;
      const label = compose(topic, level, measure, view);
      all.push({
        label,
        narrower: () => (level === 1 ? inShorterLines(topic, label, measure, view) : null),
        roomAt: level === 1 ? LEAST_ZOOM : roomAt(topic, label.width * label.height, view),
        childRoomAt: giveWayTo(topic, k, children, measure, view),
      });
    }
    covered = coveredBelow;
  }
  return all;
}

/** The topics of the next finer level, by the id of the topic that holds them. */
function childrenOf(topics: Topics, k: number): Topic[][] {
  const groups: Topic[][] = topics.levels[k].topics.map(() => []);
  for (const child of topics.levels[k + 1]?.topics ?? []) groups[child.parent!].push(child);
  return groups;
}

function sameNameBelow(topic: Topic, children: Topic[][]): Topic | null {
  const [only, another] = children[topic.id];
  return only && !another && only.label === topic.label ? only : null;
}

/** Follows a chain of only children with the same name; null where it ends in a leaf. */
function giveWayTo(
  topic: Topic,
  k: number,
  children: Topic[][][],
  measure: Measure,
  view: MapView,
): number | null {
  const below = children[k][topic.id];
  if (below.length === 0) return null;
  const heir = sameNameBelow(topic, children[k]);
  if (heir) return giveWayTo(heir, k + 1, children, measure, view);
  const largest = below.reduce((best, child) => (child.size > best.size ? child : best));
  const { width, height } = compose(largest, k + 2, measure, view);
  return Math.max(0, roomAt(largest, width * height, view));
}

function compose(
  topic: Topic,
  level: number,
  measure: Measure,
  view: MapView,
  room = WIDEST * view.width,
): Candidate['label'] {
  const style = labelStyle(level, topic.share, topic.label);
  const lines = breakLines(displayText(topic.label, style), style, room, measure);
  const width = Math.max(...lines.map((line) => measure(line, style)));
  const height = lines.length * style.lineHeight;
  const place = { x: topic.x, y: topic.y, shiftX: 0, shiftY: 0 };
  return { level, id: topic.id, text: topic.label, lines, style, ...place, width, height };
}

function inShorterLines(
  topic: Topic,
  label: Candidate['label'],
  measure: Measure,
  view: MapView,
): Candidate['label'] | null {
  const shorter = compose(topic, label.level, measure, view, label.width - 1);
  const isCut = shorter.lines.some((line) => line.endsWith('…'));
  return !isCut && shorter.width < label.width ? shorter : null;
}

/** A topic is taken to hold the same share of the map's area as of the rows. */
function roomAt(topic: Topic, area: number, view: MapView): number {
  const held = topic.share * view.width * view.height;
  return held > 0 ? Math.max(LEAST_ZOOM, Math.log2((ROOM * area) / held) / 2) : MOST_ZOOM;
}
