import type { KeyboardEvent } from 'react';
import type { Atlas } from './atlas.js';
import type { RegionTool } from './lasso.js';

/** CSS pixels that an arrow key moves. */
const STEP = 90;
const ZOOM = 0.5;

/** What a key does while the map has the focus. */
export function keyOnMap(
  event: KeyboardEvent,
  atlas: Atlas,
  clear: () => void,
  pick: (tool: RegionTool) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key] ?? (/^[1-5]$/.test(event.key) ? toLevel(Number(event.key)) : null);
  const tool = TOOLS[event.key];
  if (event.key === 'Escape') clear();
  else if (tool !== undefined) pick(tool);
  else if (act) act(atlas);
  else return;
  event.preventDefault();
}

const toLevel = (level: number) => (atlas: Atlas) => atlas.flyToLevel(level);

const TOOLS: Record<string, RegionTool> = { l: 'lasso', L: 'lasso', r: 'rectangle', R: 'rectangle' };

const KEYS: Record<string, (atlas: Atlas) => void> = {
  ArrowLeft: (atlas) => atlas.nudge(-STEP, 0, 0),
  ArrowRight: (atlas) => atlas.nudge(STEP, 0, 0),
  ArrowUp: (atlas) => atlas.nudge(0, -STEP, 0),
  ArrowDown: (atlas) => atlas.nudge(0, STEP, 0),
  '+': (atlas) => atlas.nudge(0, 0, ZOOM),
  '=': (atlas) => atlas.nudge(0, 0, ZOOM),
  '-': (atlas) => atlas.nudge(0, 0, -ZOOM),
  _: (atlas) => atlas.nudge(0, 0, -ZOOM),
  '0': (atlas) => atlas.flyHome(),
  Home: (atlas) => atlas.flyHome(),
};
