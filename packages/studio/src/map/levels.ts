import type { PlacedLabel } from '@parallax-map/core';
import type { ShownName } from './name-places.js';

/** Levels of the names in sight, 1 (coarsest) to 5. */
export interface LevelSpan {
  coarsest: number;
  finest: number;
}

/** Null where no name is in sight. */
export function levelsOf(shown: readonly ShownName[]): LevelSpan | null {
  if (shown.length === 0) return null;
  const levels = shown.map(({ label }) => label.level);
  return { coarsest: Math.min(...levels), finest: Math.max(...levels) };
}

/** The zoom at which half of a level's names have come; level 1 is the whole map, and no level comes before it. */
export function zoomOfLevels(labels: readonly PlacedLabel[], levels: number): number[] {
  let zoom = 0;
  return Array.from({ length: levels }, (_, k) => {
    const starts = labels.filter(({ level }) => level === k + 1).map(({ minZoom }) => minZoom);
    if (k > 0 && starts.length > 0) {
      const middle = starts.sort((a, b) => a - b)[starts.length >> 1]!;
      zoom = Math.max(zoom + 0.25, middle + 0.15);
    }
    return zoom;
  });
}
