import type { MapView, PlacedLabel, ThemeName } from '@parallax-map/core';
import type { ColourBy } from '../state/place.js';
import type { Fragile } from '../topics/doubt.js';
import type { Camera } from './camera.js';
import type { Kin } from './kin.js';
import type { LevelSpan } from './levels.js';
import type { ShownName } from './name-places.js';

/** What the atlas tells the page. */
export interface AtlasEvents {
  /** After each frame: the camera moved or the look changed. */
  onFrame(): void;
  /** The camera came to rest by the reader's hand. */
  onRest(camera: Camera): void;
  /** Other levels have names in sight. */
  onLevels(levels: LevelSpan | null): void;
  /** Points and names stand for the first time. */
  onDrawn(): void;
}

export interface AtlasLook {
  theme: ThemeName;
  noise: boolean;
  /** 1 for rows that stay bright, 0 for those that dim; null for all bright. Compared by identity. */
  bright: Uint8Array | null;
  /** Topic whose name stays bright with its rows. */
  brightTopic: ((label: PlacedLabel) => boolean) | null;
  fragile: Fragile;
  /** Compared by identity. */
  colour: ColourBy;
  /** Outline of the region that rows are kept by, x0, y0, x1, y1 … in map units; null for none. */
  region: readonly number[] | null;
  /** A row and its neighbours in the embedding; null for none. Compared by identity. */
  kin: Kin | null;
  hits: readonly number[];
  selected: number;
  /** Two rows that are looked at together; null for none. Compared by identity. */
  pair: readonly [number, number] | null;
}

/** What the stage shows; lengths are CSS pixels of the size that names are set in. */
export interface Sight {
  look: AtlasLook;
  camera: Camera;
  /** The map as the camera sees it. */
  view: MapView;
  width: number;
  height: number;
  /** How much larger all of it is on the screen. */
  scale: number;
  shown: readonly ShownName[];
  radius: number;
}
