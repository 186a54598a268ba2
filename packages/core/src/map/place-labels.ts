import type { Topic, Topics } from '../contract/topics.js';
import { breakLines, type Measure } from './break-lines.js';
import type { Frame } from './draw-labels.js';
import { displayText, labelStyle, type LabelStyle } from './label-style.js';
import { freeArea, scaleAt, toScreen, type MapView } from './view.js';

/** A name on the map, shown while minZoom <= zoom < maxZoom. */
export interface PlacedLabel {
  /** 1 (coarsest) to 5. */
  level: number;
  /** Topic id within its level. */
  id: number;
  /** The whole name, as the topic has it. */
  text: string;
  /** As set: one line to three, capitals and ellipsis included. */
  lines: string[];
  style: LabelStyle;
  /** Its topic's place, in map units. */
  x: number;
  y: number;
  /** From that place to the middle of the box, in CSS pixels to the right and down; the same at every zoom. */
  shiftX: number;
  shiftY: number;
  /** Box of the lines in CSS pixels, without halo; the same at every zoom. */
  width: number;
  height: number;
  /** At most 0 where it shows when the whole map fits; at least {@link LEAST_ZOOM}. */
  minZoom: number;
  /** Infinity for names that stay. */
  maxZoom: number;
}

export interface PlaceInput {
  topics: Topics;
  /** From {@link fitView}; zoom intervals hold for this size of screen. */
  view: MapView;
  /** What no name crosses while the whole map shows, in the view's CSS pixels. Default: the view's free area. */
  frame?: Frame | undefined;
}

/** Zoom from which intervals hold: the whole map at half its size. */
export const LEAST_ZOOM = -1;
/** CSS pixels kept free around a name, sideways and up and down. */
const MARGIN_X = 9;
const MARGIN_Y = 5;
/** A name shows once its topic's share of the map's area is at least this many times the name's box. */
const ROOM = 0.75;
/** Zoom levels that a coarse name stays past the point where its largest child has room. */
const LINGER = 0.6;
/** Of the view's width, the most that a line may take. */
const WIDEST = 0.85;
/** Shortest interval of a name that gives way. */
const SHORTEST = 0.75;
/** Names that would show only past this zoom are left out. */
const MOST_ZOOM = 24;
/** From here on shows a name that has no room within the frame while the whole map shows. */
const CLOSER = 0.15;

/**
 * Gives each name one interval of zoom in which it shows (Been, Daiches & Yap 2006, "Dynamic map labeling"),
 * so nothing flickers while panning and no two shown names overlap at any zoom from {@link LEAST_ZOOM} on. Names stand at their topic's
 * density peak, moved by no more than keeps them inside the frame while the whole map shows; one that cannot stand
 * there, not even in shorter lines, waits for a closer look. Coarser names choose first, then larger topics. A coarse name gives way once its
 * largest child has room; the finest stay. A topic that is its parent's only child and bears its name is not named
 * twice. Names whose place is taken at every zoom are left out. Order: by level, then as they chose. O(names²).
 */
export function placeLabels(
  { topics, view, frame = freeArea(view) }: PlaceInput,
  measure: Measure,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const candidate of candidates(topics, view, measure)) {
    const label = settled(candidate, placed, view, frame);
    if (label) placed.push(label);
  }
  return placed;
}

/** The labels of `placed` that show at this zoom. */
export function shownAt(placed: readonly PlacedLabel[], zoom: number): PlacedLabel[] {
  return placed.filter(({ minZoom, maxZoom }) => minZoom <= zoom && zoom < maxZoom);
}

interface Candidate {
  label: Omit<PlacedLabel, 'minZoom' | 'maxZoom'>;
  /** A coarsest name in shorter lines, for where it finds no room as it is; null where it has none. */
  narrower(): Candidate['label'] | null;
  /** Zoom at which its topic has room for it. */
  roomAt: number;
  /** Zoom at which its largest child has room, 0 where the whole map has it, or null if it never gives way. */
  childRoomAt: number | null;
}

function candidates(topics: Topics, view: MapView, measure: Measure): Candidate[] {
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

/** Inside the frame while the whole map shows, or later and over its topic; null where its place is always taken. */
function settled(
  candidate: Candidate,
  placed: readonly PlacedLabel[],
  view: MapView,
  frame: Frame,
): PlacedLabel | null {
  const { label, narrower, roomAt } = candidate;
  for (const set of roomAt > 0 ? [] : [() => label, narrower]) {
    const name = set();
    const shift = name && shiftInto(frame, name, view);
    if (!shift) continue;
    const inside = { ...name, ...shift };
    const interval = freeInterval({ ...candidate, label: inside }, placed, view);
    if (interval && interval[0] <= 0) return { ...inside, minZoom: interval[0], maxZoom: interval[1] };
  }
  const later = freeInterval({ ...candidate, roomAt: Math.max(CLOSER, roomAt) }, placed, view);
  return later && { ...label, minZoom: later[0], maxZoom: later[1] };
}

/** How far a name moves so that the frame holds it; null where it is too large, or its topic lies outside. */
function shiftInto(
  { left, top, right, bottom }: Frame,
  { x, y, width, height }: Candidate['label'],
  view: MapView,
): Pick<PlacedLabel, 'shiftX' | 'shiftY'> | null {
  const [across, down] = toScreen(view, x, y);
  if (across < left || across > right || down < top || down > bottom) return null;
  if (width > right - left || height > bottom - top) return null;
  const within = (middle: number, size: number, low: number, high: number): number =>
    Math.max(low + size / 2 - middle, Math.min(0, high - size / 2 - middle));
  return { shiftX: within(across, width, left, right), shiftY: within(down, height, top, bottom) };
}

/** The first zoom from which the name meets no name already placed, and where it gives way; null if none. */
function freeInterval(
  { label, roomAt, childRoomAt }: Candidate,
  placed: readonly PlacedLabel[],
  view: MapView,
): [number, number] | null {
  let minZoom = roomAt;
  const end = (): number =>
    childRoomAt === null ? Infinity : Math.max(Math.max(0, minZoom) + SHORTEST, childRoomAt + LINGER);
  for (let free = false; !free;) {
    free = true;
    for (const other of placed) {
      const until = Math.min(other.maxZoom, apartFrom(label, other, view));
      if (until > minZoom && other.minZoom < Math.min(end(), until)) {
        minZoom = until;
        free = false;
      }
    }
    if (!(minZoom <= MOST_ZOOM)) return null;
  }
  return [minZoom, end()];
}

/** Zoom from which two boxes of constant size on the screen stay apart, margins included. */
function apartFrom(a: Candidate['label'], b: PlacedLabel, view: MapView): number {
  const wide = (a.width + b.width) / 2 + MARGIN_X;
  const high = (a.height + b.height) / 2 + MARGIN_Y;
  const scale = Math.min(
    apartAt(a.x - b.x, a.shiftX - b.shiftX, wide),
    apartAt(b.y - a.y, a.shiftY - b.shiftY, high),
  );
  return Math.log2(scale / scaleAt(view, 0));
}

/** The scale from which `units` of the map and `pixels` beside them make up `reach`, whatever the zoom. */
function apartAt(units: number, pixels: number, reach: number): number {
  if (units === 0) return Math.abs(pixels) >= reach ? 0 : Infinity;
  return Math.max(0, (reach - pixels * Math.sign(units)) / Math.abs(units));
}
