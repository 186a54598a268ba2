import { Deck, OrthographicController, OrthographicView } from '@deck.gl/core';
import {
  LEAST_ZOOM,
  THEMES,
  fitView,
  fromHex,
  mapBounds,
  placeLabels,
  scaleAt,
  sizesByWeight,
  toMap,
  toScreen,
  topicColours,
  type Bounds,
  type MapView,
  type Padding,
  type PlacedLabel,
  type TopicColours,
  type Topics,
} from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { AtlasEvents, AtlasLook, Sight } from './atlas-look.js';
import {
  MOST_ZOOM,
  carryOver,
  carryTo,
  clampCamera,
  deckState,
  fromDeckState,
  sameCamera,
  seenBy,
  wholeMap,
  type Camera,
} from './camera.js';
import { colourRows } from './colour-rows.js';
import { pointRadius } from './crowding.js';
import { ease } from './flight.js';
import { Flyer } from './flyer.js';
import { drawnDiscs } from './drawn-discs.js';
import { mapLayers, type Marks } from './layers.js';
import { levelsOf, zoomOfLevels, type LevelSpan } from './levels.js';
import { Motion } from './motion.js';
import { nameAt, nameFrame, type ShownName } from './name-places.js';
import { canvasMeasure } from './names.js';
import { drawOverlay } from './overlay.js';
import { pickIndex, type PickIndex } from './picking.js';
import { pictureOf, type Below } from './picture.js';
import { arrived, dimmed, layOutPoints, recoloured, type Points } from './points.js';
import { aroundPair, aroundTopic, nearRow } from './targets.js';
import { Rest } from './rest.js';
import { shrunk, shrunkFrame, typeScale } from './type-scale.js';
import type { HoveredName } from './use-pointer.js';
import { Whereabouts } from './whereabouts.js';

const FLIGHT_MS = 400;
/** How long points take to their place under another answer. */
const MORPH_MS = 800;
/** Hits that are ringed, the best first. */
const MOST_RINGED = 5000;
const EMPTY = new Float32Array(0);

/**
 * The map itself: points on WebGL2, names on a canvas above, and a camera over both. Knows nothing of React. The
 * fonts of the names must be there (loadNameFonts): measures taken in another type would be wrong.
 */
export class Atlas {
  private readonly deck: Deck<OrthographicView>;
  private readonly context: CanvasRenderingContext2D;
  private bounds: Bounds;
  private index: PickIndex | null = null;
  private readonly sizes: Uint8Array;
  private places: Whereabouts;
  private points: Points;
  private marks: Marks = { hits: EMPTY, selected: EMPTY, hovered: EMPTY };
  private labels: PlacedLabel[] = [];
  private shown: ShownName[] = [];
  private colours: TopicColours;
  private view: MapView;
  private camera: Camera;
  private width = 1;
  private height = 1;
  private levels: LevelSpan | null = null;
  private type = 1;
  private drawn = false;
  private zoomOfLevel: number[] = [];
  private hovered: PlacedLabel | null = null;
  private hoveredRow = -1;
  /** Names of the answer before, as they stood on the screen, and how far those of the new one have come. */
  private leaving: readonly ShownName[] = [];
  private arrival = 1;
  private readonly flyer = new Flyer((camera) => this.move(camera));
  private readonly morph = new Motion();
  private readonly resting = new Rest(() => this.events.onRest(this.camera));

  constructor(
    private readonly stage: HTMLElement,
    private readonly drawing: HTMLCanvasElement,
    private readonly names: HTMLCanvasElement,
    private rows: Rows,
    private topics: Topics,
    private look: AtlasLook,
    private padding: Padding,
    private readonly events: AtlasEvents,
  ) {
    this.context = names.getContext('2d')!;
    this.bounds = mapBounds(rows.x, rows.y);
    this.sizes = sizesByWeight(rows.n, rows.weight);
    this.places = new Whereabouts(rows.x, rows.y);
    this.points = layOutPoints(rows, this.sizes, this.bounds, null);
    this.colours = topicColours(topics, look.theme);
    this.measureStage();
    this.view = this.fitted();
    this.camera = wholeMap(this.view);
    this.replaceNames();
    this.recolour();
    this.dim();
    this.remark();
    this.deck = new Deck<OrthographicView>({
      canvas: this.drawing,
      width: this.width,
      height: this.height,
      views: new OrthographicView({ id: 'map', flipY: false, near: -1, far: 1 }),
      controller: {
        type: OrthographicController,
        scrollZoom: { speed: 0.004, smooth: false },
        doubleClickZoom: true,
        dragRotate: false,
        touchRotate: false,
        keyboard: false,
      } as never,
      viewState: this.deckViewState() as never,
      layers: this.layers(),
      onViewStateChange: ({ viewState }) => {
        const { target, zoom } = viewState as unknown as { target: number[]; zoom: number | number[] };
        this.flyer.stop();
        const deckZoom = typeof zoom === 'number' ? zoom : zoom[0]!;
        this.move(fromDeckState(target, deckZoom, this.view, this.width, this.height));
      },
      onInteractionStateChange: ({ isDragging = false }) => (this.resting.held = isDragging),
      onAfterRender: () => this.paintNames(),
      getCursor: () => 'inherit',
    });
  }

  setLook(look: AtlasLook): void {
    const before = this.look;
    this.look = look;
    if (look.theme !== before.theme) this.colours = topicColours(this.topics, look.theme);
    if (look.theme !== before.theme || look.colour !== before.colour) this.recolour();
    if (look.bright !== before.bright) this.dim();
    const marked = (each: AtlasLook) => [each.hits, each.selected, each.pair] as const;
    if (marked(look).some((each, k) => each !== marked(before)[k])) this.remark();
    this.refresh();
  }

  /**
   * Another answer on the same rows: points move to their new place, take their new colours, become dust or cease to
   * be it; names are placed anew. The camera stays, or goes with the row that is selected where the map is another.
   *
   * @param rows with the same keys as before, the same array
   */
  setAnswer(rows: Rows, topics: Topics): void {
    if (rows.key !== this.rows.key)
      throw new Error('The answer must be on the rows that the map was made for.');
    const { selected } = this.look;
    const before = { rows: this.rows, view: this.view, camera: this.camera, names: this.shown };
    const moved = rows.x !== before.rows.x || rows.y !== before.rows.y;
    this.flyer.stop();
    this.morph.stop();
    this.rows = rows;
    this.topics = topics;
    this.colours = topicColours(topics, this.look.theme);
    if (moved) {
      this.index = null;
      this.bounds = mapBounds(rows.x, rows.y);
      this.view = this.fitted();
      const row = selected < 0 ? null : { before: this.places.at(selected), after: placeIn(rows, selected) };
      this.camera = clampCamera(carryTo(before.camera, before.view, this.view, row), this.view);
    }
    const scale = {
      here: scaleAt(before.view, before.camera.zoom),
      there: scaleAt(this.view, this.camera.zoom),
    };
    const from =
      moved || this.places.part < 1 ? this.places.handOver(before.camera, this.camera, scale) : null;
    this.places = new Whereabouts(rows.x, rows.y, from);
    this.points = layOutPoints(rows, this.sizes, this.bounds, from);
    this.recolour();
    this.dim();
    this.replaceNames();
    this.leaving = before.names;
    this.arrival = 0;
    this.morph.run(MORPH_MS, (part) => this.advance(part));
    if (moved) this.resting.moved();
  }

  /** Of the way to another answer, this part has gone. */
  private advance(part: number): void {
    this.arrival = this.places.part = ease(part);
    if (part >= 1) {
      this.leaving = [];
      this.points = arrived(this.points);
    }
    this.remark();
    this.refresh();
  }

  /** The free area changed: panels came or went, or the window was resized. A whole map stays whole. */
  setPadding(padding: Padding): void {
    this.padding = padding;
    this.refit();
  }

  resized(): void {
    const { clientWidth, clientHeight } = this.stage;
    if (clientWidth !== this.width || clientHeight !== this.height) this.refit();
  }

  private refit(): void {
    const before = this.view;
    const whole = sameCamera(this.camera, wholeMap(before), before);
    this.flyer.stop();
    this.measureStage();
    this.view = this.fitted();
    this.camera = whole ? wholeMap(this.view) : carryOver(this.camera, before, this.view);
    this.replaceNames();
    this.deck.setProps({ width: this.width, height: this.height });
    this.refresh();
  }

  /** Where the camera is, or null where it shows the whole map. */
  at(): Camera | null {
    return sameCamera(this.camera, wholeMap(this.view), this.view) ? null : this.camera;
  }

  /** @param sheet share of the stage's height that a card covers at its lower edge: the row comes to stand above */
  flyToRow(i: number, sheet = 0): void {
    this.flyTo(nearRow(this.rows, i, this.camera, this.view, (sheet * this.height) / 2));
  }

  flyToTopic(level: number, id: number): void {
    const camera = aroundTopic(this.rows, level, id, this.view);
    if (camera !== null) this.flyTo(camera);
  }

  /** Goes to where both rows are seen. */
  flyToPair(pair: readonly [number, number]): void {
    this.flyTo(aroundPair(this.rows, pair, this.view));
  }

  flyHome(): void {
    this.flyTo(wholeMap(this.view));
  }

  /** Moves by CSS pixels and powers of two, as keys and buttons do. */
  nudge(right: number, down: number, zoom: number): void {
    const scale = scaleAt(this.view, this.camera.zoom);
    const { x, y } = this.camera;
    this.flyTo({ x: x + right / scale, y: y - down / scale, zoom: this.camera.zoom + zoom }, 160);
  }

  flyTo(wanted: Camera, milliseconds = FLIGHT_MS): void {
    // Where it is now, it does not stay.
    this.resting.stop();
    this.flyer.fly(this.camera, clampCamera(wanted, this.view), this.view, milliseconds);
  }

  /** Goes there at once. */
  jump(to: Camera | null): void {
    this.flyer.stop();
    this.move(to === null ? wholeMap(this.view) : clampCamera(to, this.view));
  }

  /** The row under a place on the stage, or −1. Touch gets a wider reach. */
  rowAt(left: number, top: number, reach: number): number {
    if (this.places.from !== null && this.places.part < 1) return -1;
    const [x, y] = this.placeAt(left, top);
    const scale = scaleAt(this.view, this.camera.zoom);
    this.index ??= pickIndex(this.rows.x, this.rows.y);
    const discs = drawnDiscs(this.rows, this.points, this.sizes, this.radius() / scale, this.look);
    return this.index.find(x, y, discs, reach / scale);
  }

  nameAt(left: number, top: number): HoveredName | null {
    const { type } = this;
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

  hoverName(label: PlacedLabel | null): void {
    if (label === this.hovered) return;
    this.hovered = label;
    this.paintNames();
  }

  hoverRow(i: number): void {
    this.hoveredRow = i;
    this.marks = { ...this.marks, hovered: this.placesOf([i]) };
    this.refresh();
  }

  /** Where a row stands on the stage, CSS pixels. */
  placeOf(i: number): [number, number] {
    return toScreen(seenBy(this.view, this.camera), ...this.places.at(i), this.camera.zoom);
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

  /** Where everything stands that the stage shows, in CSS pixels of the size that names are set in. */
  sight(): Sight {
    const { type, camera, shown, width, height } = this;
    return {
      ...{ camera, shown, scale: type, width: width / type, height: height / type },
      view: seenBy(shrunk(this.view, type), camera),
      radius: this.radius() / type,
    };
  }

  /** What the stage shows, as a PNG in the screen's own pixels. */
  picture(below: Below | null): Promise<Blob> {
    // The points are there to be read only until the browser has shown them.
    this.deck.redraw('picture');
    return pictureOf([this.drawing, this.names], THEMES[this.look.theme].background, below);
  }

  /** Goes to the zoom of a level, over the same place. */
  flyToLevel(level: number): void {
    const zoom = this.zoomOfLevel[level - 1] ?? 0;
    if (zoom === 0) this.flyHome();
    else this.flyTo({ ...this.camera, zoom });
  }

  destroy(): void {
    this.flyer.stop();
    this.morph.stop();
    this.resting.stop();
    this.deck.finalize();
  }

  private move(camera: Camera): void {
    const { zoom } = this.camera;
    this.camera = clampCamera(camera, this.view);
    // Points grow with zoom alone: a map that is only moved keeps its layers.
    if (this.camera.zoom === zoom) this.deck.setProps({ viewState: this.deckViewState() as never });
    else this.refresh();
    this.resting.moved();
  }

  private refresh(): void {
    this.deck.setProps({ viewState: this.deckViewState() as never, layers: this.layers() });
  }

  private deckViewState() {
    return {
      ...deckState(this.camera, this.view, this.width, this.height),
      minZoom: LEAST_ZOOM + Math.log2(this.view.pixelsPerUnit),
      maxZoom: MOST_ZOOM + Math.log2(this.view.pixelsPerUnit),
    };
  }

  private layers() {
    const { theme, noise } = this.look;
    return mapLayers(this.points, this.marks, {
      night: theme === 'night',
      noise,
      radius: this.radius(),
      scale: scaleAt(this.view, this.camera.zoom),
      part: this.places.from === null ? 1 : this.places.part,
      accent: [...fromHex(THEMES[theme].accent)],
    });
  }

  private radius(): number {
    return pointRadius(this.rows.n, this.view.width * this.view.height, this.camera.zoom);
  }

  private measureStage(): void {
    this.width = Math.max(1, this.stage.clientWidth);
    this.height = Math.max(1, this.stage.clientHeight);
    this.type = typeScale(this.width, this.height);
    const ratio = window.devicePixelRatio || 1;
    this.names.width = Math.round(this.width * ratio);
    this.names.height = Math.round(this.height * ratio);
  }

  private fitted(): MapView {
    return fitView(this.bounds, this.width, this.height, this.padding);
  }

  private replaceNames(): void {
    const measure = canvasMeasure(this.context);
    const view = shrunk(this.view, this.type);
    const frame = shrunkFrame(nameFrame(this.width, this.height, this.padding), this.type);
    this.labels = placeLabels({ topics: this.topics, view, frame }, measure);
    this.zoomOfLevel = zoomOfLevels(this.labels, this.topics.levels.length);
  }

  private recolour(): void {
    const { theme, colour } = this.look;
    const rgb = colourRows(this.rows, this.topics, this.colours, theme, colour);
    this.points = recoloured(this.points, rgb);
  }

  private dim(): void {
    this.points = dimmed(this.points, this.look.bright);
  }

  private remark(): void {
    const { hits, selected, pair } = this.look;
    this.marks = {
      hits: this.placesOf(hits.length > MOST_RINGED ? hits.slice(0, MOST_RINGED) : hits),
      selected: this.placesOf([selected, ...(pair ?? [])]),
      hovered: this.placesOf([this.hoveredRow]),
    };
  }

  /** x, y of each row that there is, where it stands now. */
  private placesOf(rows: readonly number[]): Float32Array {
    const there = rows.filter((i) => i >= 0);
    return Float32Array.from(there.flatMap((i) => this.places.at(i)));
  }

  private paintNames(): void {
    const ratio = window.devicePixelRatio || 1;
    const { context, look, type } = this;
    context.setTransform(ratio * type, 0, 0, ratio * type, 0, 0);
    this.shown = drawOverlay(context, {
      look,
      camera: this.camera,
      view: shrunk(this.view, type),
      width: this.width / type,
      height: this.height / type,
      labels: this.labels,
      leaving: this.leaving,
      arrival: this.arrival,
      hovered: this.hovered,
      at: (i) => this.places.at(i),
      title: (i) => this.rows.title(i),
    });
    const levels = levelsOf(this.shown);
    const before = this.levels;
    if (levels?.coarsest !== before?.coarsest || levels?.finest !== before?.finest) {
      this.levels = levels;
      this.events.onLevels(levels);
    }
    this.events.onFrame();
    if (!this.drawn) this.events.onDrawn();
    this.drawn = true;
  }
}

function placeIn({ x, y }: Rows, i: number): [number, number] {
  return [x[i]!, y[i]!];
}
