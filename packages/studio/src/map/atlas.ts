import { Deck, OrthographicController, OrthographicView } from '@deck.gl/core';
import {
  THEMES,
  fitView,
  fromHex,
  mapBounds,
  placeLabels,
  scaleAt,
  toMap,
  toScreen,
  topicColours,
  type Bounds,
  type MapView,
  type Padding,
  type PlacedLabel,
  type ThemeName,
  type TopicColours,
  type Topics,
} from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { ColourBy } from '../state/place.js';
import type { Fragile } from '../topics/doubt.js';
import {
  LEAST_ZOOM,
  MOST_ZOOM,
  carryOver,
  clampCamera,
  deckState,
  fromDeckState,
  sameCamera,
  seenBy,
  wholeMap,
  type Camera,
} from './camera.js';
import { colourRows } from './colour-rows.js';
import { pointOpacity, pointRadius } from './crowding.js';
import { Flyer } from './flyer.js';
import { drawKin, type Kin } from './kin.js';
import { mapLayers, type Marks } from './layers.js';
import { levelsOf, zoomOfLevels, type LevelSpan } from './levels.js';
import { canvasMeasure, drawNames, nameAt, type ShownName } from './names.js';
import { nearestIndex, type NearestIndex } from './nearest.js';
import { drawPair, type PairEnd } from './pair.js';
import { drawRegion } from './region.js';
import { layOutPoints, paintPoints, type Points } from './points.js';
import { aroundPair, aroundTopic, nearRow } from './targets.js';
import { shrunk, typeScale } from './type-scale.js';
import type { HoveredName } from './use-pointer.js';

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

const FLIGHT_MS = 400;
const REST_MS = 250;
const EMPTY = new Float32Array(0);
const NOT_PAINTED = { theme: null, colour: null, rgb: new Uint8Array(0) };
/** Ground under names: by night points glow through it, by day they would be read as ink. */
const PLATE = { day: 0.7, night: 0.55 };

/**
 * The map itself: points on WebGL2, names on a canvas above, and a camera over both. Knows nothing of React. The
 * fonts of the names must be there (loadNameFonts): measures taken in another type would be wrong.
 */
export class Atlas {
  private readonly deck: Deck<OrthographicView>;
  private readonly context: CanvasRenderingContext2D;
  private readonly bounds: Bounds;
  private readonly index: NearestIndex;
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
  private painted: { theme: ThemeName | null; colour: ColourBy | null; rgb: Uint8Array } = NOT_PAINTED;
  private readonly flyer = new Flyer((camera) => this.move(camera));
  private resting = 0;

  constructor(
    private readonly stage: HTMLElement,
    private readonly drawing: HTMLCanvasElement,
    private readonly names: HTMLCanvasElement,
    private readonly rows: Rows,
    private readonly topics: Topics,
    private look: AtlasLook,
    private padding: Padding,
    private readonly events: AtlasEvents,
  ) {
    this.context = names.getContext('2d')!;
    this.bounds = mapBounds(rows.x, rows.y);
    this.index = nearestIndex(rows.x, rows.y);
    this.points = layOutPoints(rows);
    this.colours = topicColours(topics, look.theme);
    this.measureStage();
    this.view = this.fitted();
    this.camera = wholeMap(this.view);
    this.replaceNames();
    this.repaint();
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
      onAfterRender: () => this.paintNames(),
      getCursor: () => 'inherit',
    });
  }

  setLook(look: AtlasLook): void {
    const before = this.look;
    this.look = look;
    if (look.theme !== before.theme) this.colours = topicColours(this.topics, look.theme);
    const painted = (each: AtlasLook) => [each.theme, each.bright, each.colour] as const;
    if (painted(look).some((each, k) => each !== painted(before)[k])) this.repaint();
    const marked = (each: AtlasLook) => [each.hits, each.selected, each.pair] as const;
    if (marked(look).some((each, k) => each !== marked(before)[k])) this.remark();
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
    this.flyer.fly(this.camera, clampCamera(wanted, this.view), this.view, milliseconds);
  }

  /** Goes there at once. */
  jump(to: Camera | null): void {
    this.flyer.stop();
    this.move(to === null ? wholeMap(this.view) : clampCamera(to, this.view));
  }

  /** The row under a place on the stage, or −1. Touch gets a wider reach. */
  rowAt(left: number, top: number, reach: number): number {
    const [x, y] = toMap(seenBy(this.view, this.camera), left, top, this.camera.zoom);
    const finest = this.rows.levels.at(-1)!;
    const { noise, bright } = this.look;
    const radius = (this.radius() + reach) / scaleAt(this.view, this.camera.zoom);
    const visible = (i: number) => (noise || finest[i]! >= 0) && bright?.[i] !== 0;
    return this.index.find(x, y, radius, visible);
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
    this.marks = { ...this.marks, hovered: this.placesOf([i]) };
    this.refresh();
  }

  /** Where a row stands on the stage, CSS pixels. */
  placeOf(i: number): [number, number] {
    return toScreen(seenBy(this.view, this.camera), this.rows.x[i]!, this.rows.y[i]!, this.camera.zoom);
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

  /** What the stage shows, as a PNG in the screen's own pixels. */
  picture(): Promise<Blob> {
    const { width, height } = this.names;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d')!;
    context.fillStyle = THEMES[this.look.theme].background;
    context.fillRect(0, 0, width, height);
    // The points are there to be read only until the browser has shown them.
    this.deck.redraw('picture');
    context.drawImage(this.drawing, 0, 0, width, height);
    context.drawImage(this.names, 0, 0);
    return new Promise((resolve, reject) => {
      const taken = (blob: Blob | null): void =>
        blob === null ? reject(new Error('The browser gave no picture.')) : resolve(blob);
      canvas.toBlob(taken, 'image/png');
    });
  }

  /** Goes to the zoom of a level, over the same place. */
  flyToLevel(level: number): void {
    const zoom = this.zoomOfLevel[level - 1] ?? 0;
    if (zoom === 0) this.flyHome();
    else this.flyTo({ ...this.camera, zoom });
  }

  destroy(): void {
    this.flyer.stop();
    clearTimeout(this.resting);
    this.deck.finalize();
  }

  private move(camera: Camera): void {
    this.camera = clampCamera(camera, this.view);
    this.refresh();
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.events.onRest(this.camera), REST_MS);
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
    const area = this.view.width * this.view.height;
    return mapLayers(this.points, this.marks, {
      night: theme === 'night',
      noise,
      radius: this.radius(),
      opacity: pointOpacity(this.rows.n, area, this.camera.zoom),
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
    this.labels = placeLabels({ topics: this.topics, view: shrunk(this.view, this.type) }, measure);
    this.zoomOfLevel = zoomOfLevels(this.labels, this.topics.levels.length);
  }

  private repaint(): void {
    const { theme, colour, bright } = this.look;
    const same = this.painted.theme === theme && this.painted.colour === colour;
    // Dimming alone changes no colour.
    if (!same) {
      const { rgb } = colourRows(this.rows, this.topics, this.colours, theme, colour);
      this.painted = { theme, colour, rgb };
    }
    this.points = paintPoints(this.points, { rgb: this.painted.rgb, bright });
  }

  private remark(): void {
    const { hits, selected, pair } = this.look;
    this.marks = {
      ...this.marks,
      hits: this.placesOf(hits),
      selected: this.placesOf([selected, ...(pair ?? [])]),
    };
  }

  /** x, y of each row that there is. */
  private placesOf(rows: readonly number[]): Float32Array {
    const there = rows.filter((i) => i >= 0);
    return Float32Array.from(there.flatMap((i) => [this.rows.x[i]!, this.rows.y[i]!]));
  }

  private paintNames(): void {
    const ratio = window.devicePixelRatio || 1;
    const { context, look, type } = this;
    const theme = THEMES[look.theme];
    const [width, height] = [this.width / type, this.height / type];
    context.setTransform(ratio * type, 0, 0, ratio * type, 0, 0);
    context.clearRect(0, 0, width, height);
    const shrunkView = seenBy(shrunk(this.view, type), this.camera);
    if (look.region !== null) drawRegion(context, look.region, shrunkView, this.camera.zoom, theme);
    if (look.kin !== null) drawKin(context, look.kin, this.rows, shrunkView, this.camera.zoom, theme);
    this.shown = drawNames(context, this.labels, this.camera, shrunk(this.view, type), width, height, {
      ink: theme.ink,
      halo: theme.halo,
      plate: PLATE[look.theme],
      accent: theme.accent,
      fragile: ({ level, id }) => look.fragile(level, id),
      dim: (label) => look.pair !== null || (look.brightTopic !== null && !look.brightTopic(label)),
      hovered: this.hovered,
    });
    if (look.pair !== null) {
      const ends = look.pair.map((i) => ({
        x: this.rows.x[i]!,
        y: this.rows.y[i]!,
        title: this.rows.title(i),
      }));
      drawPair(context, ends as [PairEnd, PairEnd], shrunkView, this.camera.zoom, theme);
    }
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
