import type { StudioData } from '@parallax-map/core';
import { readRows } from '../src/data/rows.js';
import { withAnswer, type Answer } from '../src/data/with-answer.js';
import { Atlas } from '../src/map/atlas.js';
import type { AtlasLook } from '../src/map/atlas-look.js';

/** The atlas by itself in a page, for tests that turn its knobs directly. */
export function openAtlas(table: string, studio: StudioData, look: Partial<AtlasLook> = {}) {
  const binary = atob(table);
  const rows = readRows(
    Uint8Array.from(binary, (letter) => letter.charCodeAt(0)),
    studio,
  );
  const stage = document.body.appendChild(document.createElement('div'));
  stage.style.cssText = 'position: fixed; inset: 0; background: #f7f2e8';
  const canvas = () => {
    const made = stage.appendChild(document.createElement('canvas'));
    made.style.cssText = 'position: absolute; inset: 0; width: 100%; height: 100%';
    return made;
  };
  let now: AtlasLook = {
    ...{ theme: 'day', noise: true, bright: null, brightTopic: null, fragile: () => false },
    ...{ colour: { by: 'topic', level: 0 }, region: null, kin: null, hits: [], selected: -1, pair: null },
    ...look,
  };
  let drawn = false;
  let rested = 0;
  const atlas = new Atlas(stage, canvas(), canvas(), rows, studio.topics, now, ROOM, {
    onFrame: () => undefined,
    onRest: () => rested++,
    onLevels: () => undefined,
    onDrawn: () => (drawn = true),
  });
  return {
    atlas,
    rows,
    drawn: () => drawn,
    rested: () => rested,
    look: (part: Partial<AtlasLook>) => atlas.setLook((now = { ...now, ...part })),
    answer: (answer: Partial<Answer>, topics = studio.topics) =>
      atlas.setAnswer(withAnswer(rows, { ...rows, ...answer }), topics),
    /** A table of its own with the same values. */
    foreign: () => atlas.setAnswer({ ...rows, key: rows.key.slice() }, studio.topics),
  };
}

const ROOM = { top: 40, right: 40, bottom: 40, left: 40 };

export type AtlasPage = ReturnType<typeof openAtlas>;

declare global {
  interface Window {
    openAtlas: typeof openAtlas;
    page: AtlasPage;
    /** Bytes sent to the graphics card. */
    sent: number;
  }
}

window.openAtlas = openAtlas;
