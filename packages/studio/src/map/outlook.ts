import {
  LEAST_ZOOM,
  fitView,
  scaleAt,
  toMap,
  toScreen,
  type Bounds,
  type Frame,
  type MapView,
  type Padding,
} from '@parallax-map/core';
import {
  MOST_ZOOM,
  carryOver,
  clampCamera,
  deckState,
  sameCamera,
  seenBy,
  wholeMap,
  type Camera,
} from './camera.js';
import { nameFrame } from './name-places.js';
import { shrunk, shrunkFrame, typeScale } from './type-scale.js';

/** What is seen of the map: how large the stage is, how the map fits its free area, and where the camera stands. */
export class Outlook {
  /** Of the stage, CSS pixels. */
  width = 1;
  height = 1;
  /** How much larger than designed names are set. */
  type = 1;
  view: MapView;
  camera: Camera;

  constructor(
    private readonly stage: HTMLElement,
    /** Of the map, map units. */
    public bounds: Bounds,
    private padding: Padding,
  ) {
    this.measure();
    this.view = this.fitted();
    this.camera = wholeMap(this.view);
  }

  /** Whether the stage is as large as when it was measured. */
  get isMeasured(): boolean {
    return this.stage.clientWidth === this.width && this.stage.clientHeight === this.height;
  }

  /** Whether the camera shows the whole map. */
  get isWhole(): boolean {
    return sameCamera(this.camera, wholeMap(this.view), this.view);
  }

  /** CSS pixels to a map unit. */
  get scale(): number {
    return scaleAt(this.view, this.camera.zoom);
  }

  /** The view in CSS pixels of the size that names are set in. */
  get inType(): MapView {
    return shrunk(this.view, this.type);
  }

  /** What no name crosses while the whole map shows, on that screen. */
  get frameInType(): Frame {
    return shrunkFrame(nameFrame(this.width, this.height, this.padding), this.type);
  }

  /** Another map, under the camera that is chosen for it once it is fitted. */
  turnTo(bounds: Bounds, choose: (view: MapView) => Camera): void {
    this.bounds = bounds;
    this.view = this.fitted();
    this.camera = clampCamera(choose(this.view), this.view);
  }

  /** The stage or its free area has another size: a whole map stays whole, else nothing moves on the screen. */
  refit(padding: Padding = this.padding): void {
    const { view: before, isWhole } = this;
    this.padding = padding;
    this.measure();
    this.view = this.fitted();
    this.camera = isWhole ? wholeMap(this.view) : carryOver(this.camera, before, this.view);
  }

  /** Keeps a camera within reach of the map. */
  clamped(camera: Camera): Camera {
    return clampCamera(camera, this.view);
  }

  /** Where a place on the map stands on the stage, CSS pixels. */
  screenOf(x: number, y: number): [number, number] {
    return toScreen(seenBy(this.view, this.camera), x, y, this.camera.zoom);
  }

  /** The place on the map that a place on the stage shows, map units. */
  placeAt(left: number, top: number): [number, number] {
    return toMap(seenBy(this.view, this.camera), left, top, this.camera.zoom);
  }

  /** What the stage shows of the map, map units, and at which zoom. */
  inSight(): Bounds & { zoom: number } {
    const [minX, maxY] = this.placeAt(0, 0);
    const [maxX, minY] = this.placeAt(this.width, this.height);
    return { minX, minY, maxX, maxY, zoom: this.camera.zoom };
  }

  /** All of it as deck.gl's orthographic view takes it. */
  deckState() {
    return {
      ...deckState(this.camera, this.view, this.width, this.height),
      minZoom: LEAST_ZOOM + Math.log2(this.view.pixelsPerUnit),
      maxZoom: MOST_ZOOM + Math.log2(this.view.pixelsPerUnit),
    };
  }

  private measure(): void {
    this.width = Math.max(1, this.stage.clientWidth);
    this.height = Math.max(1, this.stage.clientHeight);
    this.type = typeScale(this.width, this.height);
  }

  private fitted(): MapView {
    return fitView(this.bounds, this.width, this.height, this.padding);
  }
}
