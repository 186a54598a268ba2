import type { Padding } from '@parallax-map/core';
import { useEffect, useRef, type RefObject } from 'react';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { SHEET, isNarrow } from '../state/narrow.js';
import { parsePlace, type Place } from '../state/place.js';
import { Atlas } from './atlas.js';
import type { AtlasLook } from './atlas-look.js';
import type { LevelSpan } from './levels.js';

/** Calls its listeners after each frame: cards follow their points without React in between. */
export class Frame {
  private readonly listeners = new Set<() => void>();

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Stands among the browser's performance marks once points and names have been drawn. */
const MAP_DRAWN = 'parallax:map-drawn';

interface UseAtlas {
  atlas: RefObject<Atlas | null>;
  stage: RefObject<HTMLElement | null>;
  points: RefObject<HTMLCanvasElement | null>;
  names: RefObject<HTMLCanvasElement | null>;
  canDraw: boolean;
  look: AtlasLook;
  padding: Padding;
  place: Place;
  setLevels: (levels: LevelSpan | null) => void;
}

/** Makes the atlas once for a table, and keeps it in step with the page and the address. */
export function useAtlas(use: UseAtlas): Frame {
  const { atlas, stage, points, names, canDraw, look, padding, place, setLevels } = use;
  const { data, rows } = useAnswer();
  const { go } = useActs();
  const frame = useRef<Frame>(null);
  frame.current ??= new Frame();

  useEffect(() => {
    if (!canDraw) return;
    const made = new Atlas(
      stage.current!,
      points.current!,
      names.current!,
      rows,
      data.topics,
      look,
      padding,
      {
        onFrame: () => frame.current!.tell(),
        onRest() {
          go({ at: made.at() }, 'correction');
        },
        onLevels: setLevels,
        onDrawn: () => performance.mark(MAP_DRAWN),
      },
    );
    atlas.current = made;
    if (place.at !== null) made.jump(place.at);
    else if (look.pair !== null) made.flyToPair(look.pair);
    else if (look.selected >= 0) made.flyToRow(look.selected, isNarrow() ? SHEET : 0);
    const observer = new ResizeObserver(() => made.resized());
    observer.observe(stage.current!);
    return () => {
      observer.disconnect();
      atlas.current = null;
      made.destroy();
    };
    // The atlas is made once for its table; what may change later is handed over below.
  }, [canDraw, rows.key]);

  const answered = useRef({ rows, topics: data.topics });
  useEffect(() => {
    const { rows: known, topics } = answered.current;
    answered.current = { rows, topics: data.topics };
    // An atlas of another table has just been made with its own answer.
    if (rows.key !== known.key || (rows === known && data.topics === topics)) return;
    atlas.current?.setAnswer(rows, data.topics);
  }, [rows, data.topics]);
  useEffect(() => atlas.current?.setLook(look), [look]);
  const padded = useRef(padding);
  useEffect(() => {
    if (padded.current !== padding) atlas.current?.setPadding(padding);
    padded.current = padding;
  }, [padding]);
  useEffect(() => {
    // A link or the back button asks for a place, even where the map is on its way and the address has not heard of it.
    const arrive = () => {
      const { at } = parsePlace(location.hash);
      if (at === null) atlas.current?.flyHome();
      else atlas.current?.flyTo(at);
    };
    addEventListener('popstate', arrive);
    return () => removeEventListener('popstate', arrive);
  }, [atlas]);
  return frame.current;
}
