import type { Topics } from '../contract/topics.js';
import type { Measure } from './break-lines.js';
import type { Frame } from './draw-labels.js';
import { candidates, MOST_ZOOM, type Candidate } from './label-candidates.js';
import type { LabelStyle } from './label-style.js';
import { freeArea, scaleAt, toScreen, type MapView } from './view.js';

export { LEAST_ZOOM } from './label-candidates.js';

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

/** CSS pixels kept free around a name, sideways and up and down. */
const MARGIN_X = 9;
const MARGIN_Y = 5;
/** Zoom levels that a coarse name stays past the point where its largest child has room. */
const LINGER = 0.6;
/** Shortest interval of a name that gives way. */
const SHORTEST = 0.75;
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
