import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import type { Atlas } from './atlas.js';
import { simplified } from './simplify.js';

export type RegionTool = 'lasso' | 'rectangle';

interface LassoProps {
  atlas: RefObject<Atlas | null>;
  tool: RegionTool;
  /** x0, y0, x1, y1 … in map units. */
  onRegion: (polygon: number[]) => void;
  onCancel: () => void;
}

/** Corners of a region at most. */
const MOST_CORNERS = 200;
/** A region smaller than this, CSS pixels, was a click. */
const LEAST = 6;

/** Lies over the map while a region is drawn. */
export function Lasso({ atlas, tool, onRegion, onCancel }: LassoProps) {
  const [path, setPath] = useState<[number, number][]>([]);
  const drawing = useRef(false);
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    };
    addEventListener('keydown', escape, true);
    return () => removeEventListener('keydown', escape, true);
  }, [onCancel]);
  const place = (event: PointerEvent<SVGSVGElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const corners = tool === 'rectangle' ? rectangle(path) : path;
  const finish = () => {
    if (!drawing.current) return;
    drawing.current = false;
    const wide = (axis: 0 | 1) => {
      const along = corners.map((corner) => corner[axis]);
      return Math.max(...along) - Math.min(...along);
    };
    setPath([]);
    if (corners.length < 3 || wide(0) < LEAST || wide(1) < LEAST || atlas.current === null) return onCancel();
    onRegion(simplified(corners, MOST_CORNERS).flatMap(([left, top]) => atlas.current!.placeAt(left, top)));
  };
  return (
    <svg
      className="lasso"
      role="img"
      aria-label={`Draw a ${tool} around rows; Escape stops`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drawing.current = true;
        setPath([place(event)]);
      }}
      onPointerMove={(event) => {
        if (!drawing.current) return;
        const at = place(event);
        setPath((before) => [...before, at]);
      }}
      onPointerUp={finish}
      onPointerCancel={onCancel}
    >
      {corners.length > 1 && <polygon points={corners.map((corner) => corner.join(',')).join(' ')} />}
    </svg>
  );
}

/** From where it began to where it is. */
function rectangle(path: [number, number][]): [number, number][] {
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [first, [last[0], first[1]], last, [first[0], last[1]]];
}
