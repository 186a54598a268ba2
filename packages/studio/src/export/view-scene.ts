import {
  DIMMED,
  coloursOf,
  sizeFactor,
  sizesByWeight,
  splitPoints,
  topicColours,
  toScreen,
  type MapScene,
  type Topics,
} from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { Sight } from '../map/atlas-look.js';
import { colourRows } from '../map/colour-rows.js';
import { dust } from '../map/dust.js';
import { ALONE } from '../map/crowding.js';
import { fade } from '../map/names.js';

/** What is left of a name outside the chosen topic. */
const DIMMED_NAME = 0.3;
/** A glow by night, as on the screen; by day there is none. */
const WASH = { day: 0, night: 0.2 };
/** CSS pixels from a point to its ring. */
const RINGS = { hit: { gap: 3, thickness: 1.75 }, selected: { gap: 6, thickness: 2.5 } };

/** What the stage shows, put in its place for vectors. */
export function viewScene(rows: Rows, topics: Topics, sight: Sight, pixelRatio: number): MapScene {
  const { theme, noise, bright, brightTopic, hits, selected, pair, region } = sight.look;
  const { look, camera, view, radius, scale, width, height } = sight;
  const colours = topicColours(topics, theme);
  const rgb = colourRows(rows, topics, colours, theme, look.colour);
  const at = (x: number, y: number): [number, number] => toScreen(view, x, y, camera.zoom);
  const picture = { x: rows.x, y: rows.y, topic: rows.levels.at(-1)!, bright, noise };
  const back = dust(rows.n, theme);
  const sizes = sizesByWeight(rows.n, rows.weight);
  let inside = 0;
  const points = splitPoints(
    picture,
    coloursOf(rgb),
    (x, y) => {
      const [left, top] = at(x, y);
      if (left >= 0 && top >= 0 && left <= width && top <= height) inside++;
      return [left * pixelRatio, top * pixelRatio];
    },
    (row) => sizeFactor(sizes[row]!),
  );
  const opacity = ALONE / (1 + (inside * Math.PI * radius ** 2) / (width * height));
  const ring = (row: number, { gap, thickness }: { gap: number; thickness: number }) => {
    const [left, top] = at(rows.x[row]!, rows.y[row]!);
    return { left, top, radius: radius + gap / scale, thickness: thickness / scale };
  };
  const outline: number[] = [];
  for (let k = 0; k + 1 < (region ?? []).length; k += 2) outline.push(...at(region![k]!, region![k + 1]!));
  return {
    ...{ theme, width, height, pixelRatio },
    points: {
      ...points,
      look: {
        ...{ radius, dustRadius: radius * back.size, wash: WASH[theme] },
        ...{ point: opacity, dust: opacity * back.opacity, dimmed: opacity * DIMMED },
      },
    },
    labels: sight.shown.map(({ label, left, top }) => {
      const stands = pair === null && brightTopic?.(label) !== false;
      return { label, left, top, visible: fade(label, camera.zoom) * (stands ? 1 : DIMMED_NAME) };
    }),
    colours: colours.levels,
    fragile: ({ level, id }) => look.fragile(level, id),
    words: null,
    marks: {
      rings: [
        ...hits.filter((row) => row >= 0).map((row) => ring(row, RINGS.hit)),
        ...[selected, ...(pair ?? [])].filter((row) => row >= 0).map((row) => ring(row, RINGS.selected)),
      ],
      outline,
    },
  };
}
