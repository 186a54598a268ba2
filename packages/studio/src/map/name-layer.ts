import { placeLabels, type PlacedLabel, type Topics } from '@parallax-map/core';
import type { AtlasLook } from './atlas-look.js';
import { levelsOf, zoomOfLevels, type LevelSpan } from './levels.js';
import { nameAt, type ShownName } from './name-places.js';
import { canvasMeasure } from './names.js';
import type { Outlook } from './outlook.js';
import { drawOverlay, type Overlay } from './overlay.js';
import type { HoveredName } from './use-pointer.js';

/** The canvas above the points: names, and what else is drawn over them. */
export class NameLayer {
  /** Names as they were drawn last. */
  shown: readonly ShownName[] = [];
  /** How far the names of this answer have come, 0 to 1: those of the one before go first. */
  private arrival = 1;
  private readonly context: CanvasRenderingContext2D;
  private labels: PlacedLabel[] = [];
  /** Names of the answer before, as they stood on the screen. */
  private leaving: readonly ShownName[] = [];
  private hovered: PlacedLabel | null = null;
  private levels: LevelSpan | null = null;
  private zooms: number[] = [];

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly outlook: Outlook,
    private readonly onLevels: (levels: LevelSpan | null) => void,
  ) {
    this.context = canvas.getContext('2d')!;
  }

  /** Places the names of an answer anew, on a canvas as large as the stage. */
  place(topics: Topics): void {
    const { outlook, context, canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(outlook.width * ratio), Math.round(outlook.height * ratio)];
    // Given a size, a canvas is emptied, even where it is the one it has.
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.labels = placeLabels(
      { topics, view: outlook.inType, frame: outlook.frameInType },
      canvasMeasure(context),
    );
    this.zooms = zoomOfLevels(this.labels, topics.levels.length);
  }

  /** Names of another answer are to come: those that are there go first. */
  leave(): void {
    this.leaving = this.shown;
    this.arrival = 0;
  }

  /** @param part of the way to the names of this answer, 0 to 1 */
  arrive(part: number): void {
    this.arrival = part;
    if (part >= 1) this.leaving = [];
  }

  /** The zoom at which the names of a level are there. */
  zoomOf(level: number): number {
    return this.zooms[level - 1] ?? 0;
  }

  at(left: number, top: number): HoveredName | null {
    const { type } = this.outlook;
    const name = nameAt(this.shown, left / type, top / type);
    if (name === null) return null;
    const half = name.label.height / 2;
    return {
      label: name.label,
      middle: name.left * type,
      top: (name.top - half) * type,
      bottom: (name.top + half) * type,
    };
  }

  /** @returns whether another name is hovered now */
  hover(label: PlacedLabel | null): boolean {
    const isOther = label !== this.hovered;
    this.hovered = label;
    return isOther;
  }

  paint(look: AtlasLook, { at, title }: Pick<Overlay, 'at' | 'title'>): void {
    const ratio = window.devicePixelRatio || 1;
    const { context, labels, leaving, arrival, hovered } = this;
    const { type, camera, width, height, inType } = this.outlook;
    context.setTransform(ratio * type, 0, 0, ratio * type, 0, 0);
    this.shown = drawOverlay(context, {
      ...{ look, camera, view: inType, width: width / type, height: height / type },
      ...{ labels, leaving, arrival, hovered, at, title },
    });
    const levels = levelsOf(this.shown);
    const before = this.levels;
    if (levels?.coarsest === before?.coarsest && levels?.finest === before?.finest) return;
    this.levels = levels;
    this.onLevels(levels);
  }
}
