import { THEMES, type MapView, type PlacedLabel } from '@parallax-map/core';
import type { AtlasLook } from './atlas-look.js';
import { seenBy, type Camera } from './camera.js';
import { drawKin } from './kin.js';
import { namesInSight, type ShownName } from './name-places.js';
import { drawNames } from './names.js';
import { drawPair, type PairEnd } from './pair.js';
import { drawRegion } from './region.js';

/** What stands over the points. Sizes and places are CSS pixels of the canvas. */
export interface Overlay {
  look: AtlasLook;
  camera: Camera;
  view: MapView;
  width: number;
  height: number;
  labels: readonly PlacedLabel[];
  /** Names of the answer before, where they stood. */
  leaving: readonly ShownName[];
  /** How far the names of this answer have come, 0 to 1: those of the one before go first. */
  arrival: number;
  hovered: PlacedLabel | null;
  /** Where a row stands, map units. */
  at: (i: number) => [number, number];
  title: (i: number) => string;
}

/** Ground under names: by night points glow through it, by day they would be read as ink. */
const PLATE = { day: 0.7, night: 0.55 };

/** Draws the outline of the region, threads, names and the pair, and says which names stand where. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): ShownName[] {
  const { look, camera, view, width, height, at, arrival } = overlay;
  const theme = THEMES[look.theme];
  const seen = seenBy(view, camera);
  context.clearRect(0, 0, width, height);
  if (look.region !== null) drawRegion(context, look.region, seen, camera.zoom, theme);
  if (look.kin !== null) drawKin(context, look.kin, at, seen, camera.zoom, theme);
  const { labels, leaving } = overlay;
  const shown = arrival < 0.5 ? [] : namesInSight(labels, camera, view, width, height);
  drawNames(context, arrival < 0.5 ? leaving : shown, camera.zoom, {
    ink: theme.ink,
    halo: theme.halo,
    plate: PLATE[look.theme],
    accent: theme.accent,
    fragile: ({ level, id }) => look.fragile(level, id),
    dim: (label) => look.pair !== null || (look.brightTopic !== null && !look.brightTopic(label)),
    hovered: overlay.hovered,
    opacity: Math.abs(2 * arrival - 1),
  });
  if (look.pair !== null) {
    const ends = look.pair.map((i) => {
      const [x, y] = at(i);
      return { x, y, title: overlay.title(i) };
    });
    drawPair(context, ends as [PairEnd, PairEnd], seen, camera.zoom, theme);
  }
  return shown;
}
