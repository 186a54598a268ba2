import { createCanvas } from '@napi-rs/canvas';
import { fitView, mapBounds, measureWith, placeLabels, shownAt, toScreen } from '@parallax-map/core';

const SCREENS = [
  [360, 740],
  [1280, 800],
  [2560, 1440],
];
const ZOOMS = 200;

/** Pairs of shown names that overlap, on screens of three sizes, each at 200 zooms; where the map lies changes no pair. */
export function overlapping(topics, { x, y }) {
  const measure = measureWith(createCanvas(1, 1).getContext('2d'));
  let pairs = 0;
  for (const [width, height] of SCREENS) {
    const view = fitView(mapBounds(Float32Array.from(x), Float32Array.from(y)), width, height, 60);
    const labels = placeLabels({ topics, view }, measure);
    for (let k = 0; k < ZOOMS; k++) {
      const zoom = -1 + (9 * k) / ZOOMS;
      const boxes = shownAt(labels, zoom).map((label) => {
        const [left, top] = toScreen(view, label.x, label.y, zoom);
        return { ...label, left: left + label.shiftX, top: top + label.shiftY };
      });
      boxes.forEach((a, i) => {
        for (const b of boxes.slice(i + 1)) {
          const wide = Math.abs(a.left - b.left) < (a.width + b.width) / 2;
          if (wide && Math.abs(a.top - b.top) < (a.height + b.height) / 2) pairs++;
        }
      });
    }
  }
  return pairs;
}
