import {
  shownAt,
  toScreen,
  type Frame,
  type MapView,
  type Padding,
  type PlacedLabel,
} from '@parallax-map/core';
import { seenBy, type Camera } from './camera.js';

/** A name where it stands on the screen, for the pointer to find. */
export interface ShownName {
  label: PlacedLabel;
  /** Middle of its box, CSS pixels. */
  left: number;
  top: number;
}

/** CSS pixels between a name that was moved in and the edge, and between it and other names. */
const EDGE = 8;
const CLOSE = { x: 4, y: 2 };

/** How far names may reach past the area that is free for points, CSS pixels: the padding holds panels, and room for names. */
const REACH = { x: 44, y: 20 };

/**
 * What no name crosses while the whole map shows: neither the edge of the screen nor a panel.
 *
 * @param padding around the free area, CSS pixels, as all that is given and taken
 */
export function nameFrame(width: number, height: number, { left, top, right, bottom }: Padding): Frame {
  const past = (padding: number, most: number): number =>
    Math.max(0, padding - most, Math.min(padding, EDGE));
  return {
    left: past(left, REACH.x),
    top: past(top, REACH.y),
    right: width - past(right, REACH.x),
    bottom: height - past(bottom, REACH.y),
  };
}

/**
 * Where the names stand that show at this zoom and are in sight. None covers another, and none comes, goes or jumps
 * while the map is moved: a name that the edge would cut moves in as far as the names beside it let it, waits there
 * until its place has left the screen, and then follows it out.
 *
 * @param width of the screen, CSS pixels
 */
export function namesInSight(
  labels: readonly PlacedLabel[],
  camera: Camera,
  view: MapView,
  width: number,
  height: number,
): ShownName[] {
  const seen = seenBy(view, camera);
  const near: ShownName[] = [];
  for (const label of shownAt(labels, camera.zoom)) {
    const [x, y] = toScreen(seen, label.x, label.y, camera.zoom);
    const [left, top] = [x + label.shiftX, y + label.shiftY];
    // Names beside the screen are in the way of those that move in.
    if (Math.abs(left - width / 2) > 1.5 * width + label.width / 2) continue;
    if (Math.abs(top - height / 2) > (height + label.height) / 2) continue;
    near.push({ label, left, top });
  }
  near.forEach((name) => {
    name.left += moveIn(name, near, width);
  });
  return near.filter(({ label, left }) => Math.abs(left - width / 2) <= (width + label.width) / 2);
}

/** How far a name moves in, to the right where it is more than 0. */
function moveIn(name: ShownName, near: readonly ShownName[], width: number): number {
  const { label, left, top } = name;
  const room = label.width / 2 + EDGE;
  if (2 * room > width) return 0;
  const wanted = Math.min(room, room - left);
  if (wanted > 0) return Math.max(0, Math.min(wanted, freeTo(1)));
  const back = Math.min(room, left - (width - room));
  return back > 0 ? -Math.max(0, Math.min(back, freeTo(-1))) : 0;

  /** Distance to the next name on this side. */
  function freeTo(side: 1 | -1): number {
    let free = Infinity;
    for (const other of near) {
      const away = (other.left - left) * side;
      if (other === name || away < 0) continue;
      if (Math.abs(other.top - top) >= (other.label.height + label.height) / 2 + CLOSE.y) continue;
      free = Math.min(free, away - (other.label.width + label.width) / 2 - CLOSE.x);
    }
    return free;
  }
}

/** The topmost name under a place on the screen. */
export function nameAt(shown: readonly ShownName[], left: number, top: number): ShownName | null {
  for (let k = shown.length - 1; k >= 0; k--) {
    const name = shown[k]!;
    const { width, height } = name.label;
    if (Math.abs(left - name.left) <= width / 2 + 4 && Math.abs(top - name.top) <= height / 2 + 2)
      return name;
  }
  return null;
}
