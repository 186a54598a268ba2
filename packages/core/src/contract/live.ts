import type { RunEvent } from '../events.js';
import type { Origin } from './summary.js';

/**
 * What the local server behind the studio is asked, and what it answers.
 *
 * | route                                     | answer                                                              |
 * | ----------------------------------------- | ------------------------------------------------------------------- |
 * | `GET /api/perspectives`                   | `PerspectiveList`                                                   |
 * | `GET /api/perspectives/:name/studio.json` | `StudioData`; its `etag` names the answer                           |
 * | `GET /api/perspectives/:name/map.arrow`   | the table beside it, with the same `etag`                           |
 * | `GET /api/perspectives/:name/recipe.json` | `PerspectiveRecipe`                                                 |
 * | `GET /api/perspectives/:name/linkage`     | the tree that was cut, as `decodeLinkage` of the kernels reads it; 404 where the method has none |
 * | `GET /api/perspectives/:name/pictures/:row?site=` | the picture of a row; one on another site only with that site named |
 * | `GET /api/schema`                         | JSON Schema of the recipe                                           |
 * | `GET /api/events`                         | server-sent `LiveEvent`s, each an unnamed message of JSON           |
 * | `GET /api/search?perspective=&q=&k=`      | `MeaningAnswer`, which says why where no text can be encoded        |
 * | `POST /api/runs` with a `RunRequest`      | 202 `RunStarted`; 400 bad decisions, 409 while another run goes on  |
 * | `DELETE /api/runs/:id`                    | 204; 404 where no such run goes on                                  |
 *
 * What is refused is a `Refusal`. A request that writes needs the server's own `origin`, `content-type:
 * application/json` and `WRITE_HEADERS`: no page from elsewhere can send these three without asking first, and the
 * server says no to that.
 */
export const WRITE_HEADERS = { 'content-type': 'application/json', 'x-parallax': '1' } as const;

export interface PerspectiveList {
  /** Name of the folder of results, without its ending. */
  name: string;
  /** Perspectives with something to show, `main` first; empty until the first run has a map. */
  perspectives: string[];
  running: RunningNow | null;
}

/** The run that is going on. */
export interface RunningNow {
  id: string;
  perspective: string;
  /** What it is at, by the step's name; null before the first. */
  step: string | null;
  /** `done` of `total` of that step; 0 of 0 where it does not say. */
  done: number;
  total: number;
}

/** Runs the folder's table again. */
export interface RunRequest {
  /** A new name makes a new perspective. */
  perspective: string;
  /** Decisions by their place in the recipe (`cluster.minClusterSize`); the others stay as they are. */
  decisions: Record<string, unknown>;
  /** Perspective whose decisions a new one begins with; without it, it begins with the defaults. */
  from?: string;
}

export interface RunStarted {
  id: string;
}

/** Why the server did not do what it was asked. */
export interface Refusal {
  /** A sentence a person can act on. */
  error: string;
  /** Code of the `ParallaxError`, where it is one. */
  code?: string;
  /** Place in the recipe of the decision that is wrong, where it is one. */
  path?: string;
}

/** How much of an answer is there: places on the map; topics with names too; all of it. */
export type Stage = 'points' | 'topics' | 'done';

/**
 * What the server tells while it works: what a run tells, and where it stands. Who comes late is told all of the run
 * that goes on, or went on last, from its `run-started` on: that event begins anew what a page knows of runs. Where no
 * run was, the first event is `perspectives`.
 */
export type LiveEvent =
  | RunEvent
  | { type: 'run-started'; id: string; perspective: string }
  /** There is more to show of a perspective than before; `etag` as `studio.json` has it. */
  | { type: 'partial'; perspective: string; stage: Stage; etag: string }
  /** A run ended without an answer; code ABORTED where a person stopped it. */
  | { type: 'run-failed'; id: string; error: string; code: string }
  /** The list is another. */
  | { type: 'perspectives'; name: string; perspectives: string[] };

/** `recipe.json` of a perspective: every decision as the run that is shown used it. */
export interface PerspectiveRecipe {
  version: 1;
  perspective: string;
  /** By place in the recipe; never null where the data decided. */
  decisions: Record<string, unknown>;
  /** Where each comes from. */
  origin: Record<string, Origin>;
}

/** Rows nearest in meaning to what was asked. */
export interface MeaningAnswer {
  /** Most similar first, ties by row. */
  hits: MeaningHit[];
  /** Name of the encoder that read the question; null where none can. */
  encoder: string | null;
  /** Why no text can be encoded as these rows were, whatever is asked; null where it can. */
  because: string | null;
}

export interface MeaningHit {
  /** Key of the row: its 0-based place in the input. */
  row: number;
  /** Cosine, −1 to 1. */
  similarity: number;
}
