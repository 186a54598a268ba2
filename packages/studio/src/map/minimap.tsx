import { mapBounds, THEMES, type ThemeName } from '@parallax-map/core';
import { memo, useEffect, useMemo, useRef, type PointerEvent, type RefObject } from 'react';
import type { Rows } from '../data/rows.js';
import { useAnswer } from '../state/answer.js';
import { rem } from '../state/rem.js';
import type { Atlas } from './atlas.js';
import type { Frame } from './use-atlas.js';

interface MinimapProps {
  atlas: RefObject<Atlas | null>;
  frame: Frame;
}

/** In rem: it grows with all that floats above the map. */
const SIZE = { width: 9.25, height: 6.5, edge: 0.5 };

/** The whole map in small, with what is in sight; a press goes there. Shows once something is out of sight. */
export const Minimap = memo(function Minimap({ atlas, frame }: MinimapProps) {
  const { rows, theme } = useAnswer();
  const canvas = useRef<HTMLCanvasElement>(null);
  const small = useMemo(() => fitted(rows), [rows]);
  useEffect(() => {
    // Drawn when it first shows, not before the map itself.
    let picture: ImageData | null = null;
    const draw = () => {
      const box = canvas.current;
      const seen = atlas.current?.inSight() ?? null;
      if (box === null) return;
      box.hidden = seen === null || seen.zoom < 0.5;
      const context = box.getContext('2d');
      if (box.hidden || context === null || seen === null) return;
      picture ??= drawSmall(rows, small, theme);
      context.putImageData(picture, 0, 0);
      const left = small.x(seen.minX);
      const top = small.y(seen.maxY);
      context.strokeStyle = THEMES[theme].accent;
      context.lineWidth = 1.5;
      context.strokeRect(left, top, small.x(seen.maxX) - left, small.y(seen.minY) - top);
    };
    draw();
    return frame.listen(draw);
  }, [atlas, frame, rows, small, theme]);
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = small.place(event.clientX - box.left, event.clientY - box.top);
    const now = atlas.current?.at();
    if (now !== null && now !== undefined) atlas.current?.jump({ x, y, zoom: now.zoom });
  };
  return (
    <canvas
      ref={canvas}
      className="minimap"
      width={small.width}
      height={small.height}
      hidden
      role="img"
      aria-label="The whole map in small, with a frame around what is in sight"
      onPointerDown={go}
      onPointerMove={go}
    />
  );
});

function fitted(rows: Rows) {
  const { minX, maxX, minY, maxY } = mapBounds(rows.x, rows.y);
  const [width, height, edge] = [rem(SIZE.width), rem(SIZE.height), rem(SIZE.edge)].map(Math.round) as [
    number,
    number,
    number,
  ];
  const across = (width - 2 * edge) / Math.max(1e-9, maxX - minX);
  const scale = Math.min(across, (height - 2 * edge) / Math.max(1e-9, maxY - minY));
  const [middleX, middleY] = [(minX + maxX) / 2, (minY + maxY) / 2];
  return {
    ...{ width, height },
    x: (value: number) => width / 2 + (value - middleX) * scale,
    y: (value: number) => height / 2 - (value - middleY) * scale,
    place: (left: number, top: number): [number, number] => [
      middleX + (left - width / 2) / scale,
      middleY - (top - height / 2) / scale,
    ],
  };
}

/** Points as a shade of ink, the darker the more there are. */
function drawSmall(rows: Rows, small: ReturnType<typeof fitted>, theme: ThemeName): ImageData {
  const { width, height } = small;
  const counts = new Uint32Array(width * height);
  for (let i = 0; i < rows.n; i++) {
    const [left, top] = [Math.floor(small.x(rows.x[i]!)), Math.floor(small.y(rows.y[i]!))];
    if (left >= 0 && left < width && top >= 0 && top < height) counts[top * width + left]!++;
  }
  const ink = THEMES[theme].muted;
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(ink.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  const full = Math.max(1, (4 * rows.n) / (width * height));
  const image = new ImageData(width, height);
  for (let k = 0; k < counts.length; k++) {
    const shade = counts[k] === 0 ? 0 : 90 + 165 * Math.min(1, counts[k]! / full);
    image.data.set([r, g, b, shade], 4 * k);
  }
  return image;
}
