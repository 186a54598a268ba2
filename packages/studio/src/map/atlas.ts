import { Deck, OrthographicController, OrthographicView } from '@deck.gl/core';
import {
  THEMES,
  fromHex,
  mapBounds,
  sizesByWeight,
  topicColours,
  type Bounds,
  type Padding,
  type PlacedLabel,
  type TopicColours,
  type Topics,
} from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { AtlasEvents, AtlasLook, Sight } from './atlas-look.js';
import { carryTo, fromDeckState, seenBy, wholeMap, type Camera } from './camera.js';
import { colourRows } from './colour-rows.js';
import { pointRadius } from './crowding.js';
import { drawnDiscs } from './drawn-discs.js';
import { ease } from './flight.js';
import { Flyer } from './flyer.js';
import { mapLayers, type Marks } from './layers.js';
import { Motion } from './motion.js';
import { NameLayer } from './name-layer.js';
import { Outlook } from './outlook.js';
import { pickIndex, type PickIndex } from './picking.js';
import { pictureOf, type Below } from './picture.js';
import { arrived, dimmed, layOutPoints, recoloured, type Points } from './points.js';
import { Rest } from './rest.js';
import { aroundPair, aroundTopic, nearRow } from './targets.js';
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
  private readonly outlook: Outlook;
  private readonly names: NameLayer;
  private index: PickIndex | null = null;
  private readonly sizes: Uint8Array;
  private places: Whereabouts;
  private points: Points;
  private marks: Marks = { hits: EMPTY, selected: EMPTY, hovered: EMPTY };
  private colours: TopicColours;
  private hoveredRow = -1;
  private drawn = false;
  private readonly flyer = new Flyer((camera) => this.move(camera));
  private readonly morph = new Motion();
  private readonly resting = new Rest(() => this.events.onRest(this.outlook.camera));

  constructor(
    stage: HTMLElement,
    private readonly drawing: HTMLCanvasElement,
    names: HTMLCanvasElement,
    private rows: Rows,
    private topics: Topics,
    private look: AtlasLook,
    padding: Padding,
    private readonly events: AtlasEvents,
  ) {
    const bounds = mapBounds(rows.x, rows.y);
    this.sizes = sizesByWeight(rows.n, rows.weight);
    this.places = new Whereabouts(rows.x, rows.y);
    this.points = layOutPoints(rows, this.sizes, bounds, null);
    this.colours = topicColours(topics, look.theme);
    this.outlook = new Outlook(stage, bounds, padding);
    this.names = new NameLayer(names, this.outlook, (levels) => events.onLevels(levels));
    this.names.place(topics);
    this.recolour();
    this.dim();
    this.remark();
    this.deck = new Deck<OrthographicView>({
      canvas: this.drawing,
      width: this.outlook.width,
      height: this.outlook.height,
      views: new OrthographicView({ id: 'map', flipY: false, near: -1, far: 1 }),
      controller: {
        type: OrthographicController,
        scrollZoom: { speed: 0.004, smooth: false },
        doubleClickZoom: true,
        dragRotate: false,
        touchRotate: false,
        keyboard: false,
      } as never,
      viewState: this.outlook.deckState() as never,
      layers: this.layers(),
      onViewStateChange: ({ viewState }) => {
        const { target, zoom } = viewState as unknown as { target: number[]; zoom: number | number[] };
        const { view, width, height } = this.outlook;
        this.flyer.stop();
        const deckZoom = typeof zoom === 'number' ? zoom : zoom[0]!;
        this.move(fromDeckState(target, deckZoom, view, width, height));
      },
      onInteractionStateChange: ({ isDragging = false }) => (this.resting.held = isDragging),
      onAfterRender: () => this.paint(),
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
    const { outlook, places } = this;
    const { view, camera, scale } = outlook;
    const { selected } = this.look;
    const moved = rows.x !== this.rows.x || rows.y !== this.rows.y;
    this.flyer.stop();
    this.morph.stop();
    this.rows = rows;
    this.topics = topics;
    this.colours = topicColours(topics, this.look.theme);
    if (moved) {
      this.index = null;
      const row = selected < 0 ? null : { before: places.at(selected), after: placeIn(rows, selected) };
      outlook.turnTo(mapBounds(rows.x, rows.y), (other) => carryTo(camera, view, other, row));
    }
    const from =
      moved || places.part < 1
        ? places.handOver(camera, outlook.camera, { here: scale, there: outlook.scale })
        : null;
    this.places = new Whereabouts(rows.x, rows.y, from);
    this.points = layOutPoints(rows, this.sizes, outlook.bounds, from);
    this.recolour();
    this.dim();
    this.names.place(topics);
    this.names.leave();
    this.morph.run(MORPH_MS, (part) => this.advance(part));
    if (moved) this.resting.moved();
  }

  /** Of the way to another answer, this part has gone. */
  private advance(part: number): void {
    this.places.part = ease(part);
    this.names.arrive(ease(part));
    if (part >= 1) this.points = arrived(this.points);
    this.remark();
    this.refresh();
  }

  /** The free area changed: panels came or went, or the window was resized. A whole map stays whole. */
  setPadding(padding: Padding): void {
    this.refit(padding);
  }

  resized(): void {
    if (!this.outlook.isMeasured) this.refit();
  }

  private refit(padding?: Padding): void {
    this.flyer.stop();
    this.outlook.refit(padding);
    this.names.place(this.topics);
    this.deck.setProps({ width: this.outlook.width, height: this.outlook.height });
    this.refresh();
  }

  /** Where the camera is, or null where it shows the whole map. */
  at(): Camera | null {
    return this.outlook.isWhole ? null : this.outlook.camera;
  }

  /** @param sheet share of the stage's height that a card covers at its lower edge: the row comes to stand above */
  flyToRow(i: number, sheet = 0): void {
    const { camera, view, height } = this.outlook;
    this.flyTo(nearRow(this.rows, i, camera, view, (sheet * height) / 2));
  }

  flyToTopic(level: number, id: number): void {
    const camera = aroundTopic(this.rows, level, id, this.outlook.view);
    if (camera !== null) this.flyTo(camera);
  }

  /** Goes to where both rows are seen. */
  flyToPair(pair: readonly [number, number]): void {
    this.flyTo(aroundPair(this.rows, pair, this.outlook.view));
  }

  flyHome(): void {
    this.flyTo(wholeMap(this.outlook.view));
  }

  /** Goes to the zoom of a level, over the same place. */
  flyToLevel(level: number): void {
    const zoom = this.names.zoomOf(level);
    if (zoom === 0) this.flyHome();
    else this.flyTo({ ...this.outlook.camera, zoom });
  }

  /** Moves by CSS pixels and powers of two, as keys and buttons do. */
  nudge(right: number, down: number, nearer: number): void {
    const { scale, camera } = this.outlook;
    const { x, y, zoom } = camera;
    this.flyTo({ x: x + right / scale, y: y - down / scale, zoom: zoom + nearer }, 160);
  }

  flyTo(wanted: Camera, milliseconds = FLIGHT_MS): void {
    const { camera, view } = this.outlook;
    // Where it is now, it does not stay.
    this.resting.stop();
    this.flyer.fly(camera, this.outlook.clamped(wanted), view, milliseconds);
  }

  /** Goes there at once. */
  jump(to: Camera | null): void {
    this.flyer.stop();
    this.move(to ?? wholeMap(this.outlook.view));
  }

  /** The row under a place on the stage, or −1. Touch gets a wider reach. */
  rowAt(left: number, top: number, reach: number): number {
    if (this.places.from !== null && this.places.part < 1) return -1;
    const [x, y] = this.placeAt(left, top);
    const { scale } = this.outlook;
    this.index ??= pickIndex(this.rows.x, this.rows.y);
    const discs = drawnDiscs(this.rows, this.points, this.sizes, this.radius() / scale, this.look);
    return this.index.find(x, y, discs, reach / scale);
  }

  nameAt(left: number, top: number): HoveredName | null {
    return this.names.at(left, top);
  }

  hoverName(label: PlacedLabel | null): void {
    if (this.names.hover(label)) this.paint();
  }

  hoverRow(i: number): void {
    this.hoveredRow = i;
    this.marks = { ...this.marks, hovered: this.placesOf([i]) };
    this.refresh();
  }

  /** Where a row stands on the stage, CSS pixels. */
  placeOf(i: number): [number, number] {
    return this.outlook.screenOf(...this.places.at(i));
  }

  /** The place on the map that a place on the stage shows, map units. */
  placeAt(left: number, top: number): [number, number] {
    return this.outlook.placeAt(left, top);
  }

  /** What the stage shows of the map, map units, and at which zoom. */
  inSight(): Bounds & { zoom: number } {
    return this.outlook.inSight();
  }

  /** Where everything stands that the stage shows, in CSS pixels of the size that names are set in. */
  sight(): Sight {
    const { type, camera, inType, width, height } = this.outlook;
    return {
      ...{ look: this.look, camera, shown: this.names.shown, scale: type },
      ...{ width: width / type, height: height / type },
      view: seenBy(inType, camera),
      radius: this.radius() / type,
    };
  }

  /** What the stage shows, as a PNG in the screen's own pixels. */
  picture(below: Below | null): Promise<Blob> {
    // The points are there to be read only until the browser has shown them.
    this.deck.redraw('picture');
    return pictureOf([this.drawing, this.names.canvas], THEMES[this.look.theme].background, below);
  }

  destroy(): void {
    this.flyer.stop();
    this.morph.stop();
    this.resting.stop();
    this.deck.finalize();
  }

  private move(camera: Camera): void {
    const { outlook } = this;
    const { zoom } = outlook.camera;
    outlook.camera = outlook.clamped(camera);
    // Points grow with zoom alone: a map that is only moved keeps its layers.
    if (outlook.camera.zoom === zoom) this.deck.setProps({ viewState: outlook.deckState() as never });
    else this.refresh();
    this.resting.moved();
  }

  private refresh(): void {
    this.deck.setProps({ viewState: this.outlook.deckState() as never, layers: this.layers() });
  }

  private layers() {
    const { theme, noise } = this.look;
    return mapLayers(this.points, this.marks, {
      night: theme === 'night',
      noise,
      radius: this.radius(),
      scale: this.outlook.scale,
      part: this.places.from === null ? 1 : this.places.part,
      accent: [...fromHex(THEMES[theme].accent)],
    });
  }

  private radius(): number {
    const { view, camera } = this.outlook;
    return pointRadius(this.rows.n, view.width * view.height, camera.zoom);
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
    const places = new Float32Array(2 * there.length);
    there.forEach((i, k) => places.set(this.places.at(i), 2 * k));
    return places;
  }

  /** After each frame of the points, what stands over them. */
  private paint(): void {
    this.names.paint(this.look, { at: (i) => this.places.at(i), title: (i) => this.rows.title(i) });
    this.events.onFrame();
    if (!this.drawn) this.events.onDrawn();
    this.drawn = true;
  }
}

function placeIn({ x, y }: Rows, i: number): [number, number] {
  return [x[i]!, y[i]!];
}
