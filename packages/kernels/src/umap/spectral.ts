import { cos, sin } from '../math/index.js';
import { KernelInputError, type Matrix, type SparseMatrix, type Work } from '../matrix/index.js';
import { random, type Random } from '../random/index.js';
import { Slices } from '../threads/caller.js';
import { callerPool, type Pool } from '../threads/index.js';
import { components } from './components.js';
import { subgraph } from './graph-levels.js';
import { blockNumbers, eigenvectors } from './eigenvectors.js';
import { Walk } from './walk.js';

export interface SpectralOptions extends Work {
  /** Axes of the layout, 1 to 50. */
  dimensions: number;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
  /** Whether eigenvectors of a smaller picture of the graph, smoothed, will do where it has one; default no. */
  coarse?: boolean | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/** Where a layout begins. */
export interface Start {
  /** rows × dimensions, each axis from 0 to 10. */
  readonly positions: Matrix;
  /** `spectral`: by the shape of the graph. `random`: as asked, or it had no shape to go by. */
  readonly kind: 'spectral' | 'random';
  /** Why the start is random although a spectral one was asked for. */
  readonly reason?: string;
  /** Connected parts of the graph. */
  readonly parts: number;
}

/** Layout units that each axis spans at the start. */
const SPAN = 10;
const NOISE = 1e-4;
/**
 * Standard deviation of the noise on a computed start, in layout units (its axes span 10). With umap-learn's 1e-4
 * two seeds are all but the same start: their answers agree more than either can be trusted. How often a seed merges
 * an eighth or more of 5,000 films into one cluster hardly depends on it: 2 of 20 seeds with 1e-4, 3 of 80 with 0.5,
 * 2 of 60 with 1 and with 2.
 */
const START_NOISE = 0.5;

/**
 * Starting positions from the smallest eigenvectors of the normalised Laplacian (Belkin & Niyogi 2003), as UMAP
 * begins. Each connected part is laid out by itself; parts lie side by side on a disc, largest in the middle, each
 * with room in proportion to its rows. Parts with too few rows for eigenvectors are scattered within their room.
 * A little noise keeps equal rows apart.
 *
 * @param graph symmetric, weights > 0, as `fuzzySet` makes it
 * @throws KernelInputError when dimensions is not an integer from 1 to 50
 */
export async function spectralStart(graph: SparseMatrix, options: SpectralOptions): Promise<Start> {
  const { dimensions, seed, coarse = false } = options;
  checkDimensions(dimensions);
  const { rows } = graph;
  const draws = random(seed, 'umap.start');
  const all = components(graph);
  const parts = all.length;
  if (!all.some((part) => isSolvable(part, dimensions))) {
    const reason = `no connected part of the graph has the ${dimensions + 2} rows that ${dimensions} eigenvectors need`;
    return { positions: randomPositions(rows, dimensions, draws), kind: 'random', reason, parts };
  }
  const values = new Float64Array(rows * dimensions);
  const slices = new Slices({ signal: options.signal });
  const rooms = placeRooms(all, dimensions);
  const walk = await walkFor(graph, all, options);
  const place = new Uint32Array(rows);
  for (const [p, part] of all.entries()) {
    const shape = isSolvable(part, dimensions)
      ? await eigenvectors(subgraph(graph, part, place), { dimensions, seed, coarse }, walk)
      : scatter(part, dimensions, draws);
    if (!shape.every(Number.isFinite)) {
      const reason = `the eigenvectors of a part with ${part.length} rows could not be computed`;
      return { positions: randomPositions(rows, dimensions, draws), kind: 'random', reason, parts };
    }
    fit(shape, part, rooms[p]!, values, dimensions);
    if (slices.due()) await slices.pause(0);
  }
  const noise = random(seed, 'umap.noise');
  for (let i = 0; i < values.length; i++) values[i]! += NOISE * noise.normal(i);
  return { positions: spanAxes(values, rows, dimensions), kind: 'spectral', parts };
}

/** Positions drawn evenly, each axis from 0 to 10. */
export function randomStart(graph: SparseMatrix, dimensions: number, seed: number): Start {
  const positions = randomPositions(graph.rows, dimensions, random(seed, 'umap.start'));
  return { positions, kind: 'random', parts: components(graph).length };
}

/** Adds each seed's own noise to a computed start: the same for the same seed, another for every other. */
export function jitter({ data, rows, cols }: Matrix, seed: number): Matrix {
  const noise = random(seed, 'umap.jitter');
  return { data: data.map((value, i) => value + START_NOISE * noise.normal(i)), rows, cols };
}

/** @throws KernelInputError when dimensions is not an integer from 1 to 50 */
export function checkDimensions(dimensions: number): void {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 50) {
    throw new KernelInputError(`dimensions must be an integer from 1 to 50; got ${dimensions}`);
  }
}

function isSolvable(part: Uint32Array, dimensions: number): boolean {
  return part.length >= dimensions + 2;
}

/** Memory for the largest part, used for one after the other. */
function walkFor(
  { indptr }: SparseMatrix,
  parts: readonly Uint32Array[],
  { dimensions, pool = callerPool(), signal }: SpectralOptions,
): Promise<Walk> {
  const rows = parts[0]!.length;
  let edges = 0;
  for (const part of parts) {
    let count = 0;
    for (const row of part) count += indptr[row + 1]! - indptr[row]!;
    edges = Math.max(edges, count);
  }
  return Walk.create({ rows, edges, numbers: blockNumbers(rows, dimensions) }, pool, { signal });
}

function randomPositions(rows: number, dimensions: number, draws: Random): Matrix {
  const data = Float32Array.from({ length: rows * dimensions }, (_, i) => SPAN * draws.uniform(i));
  return { data, rows, cols: dimensions };
}

interface Room {
  readonly center: Float64Array;
  readonly radius: number;
}

/**
 * A sunflower's arrangement (Vogel 1979) on the first two axes: part p sits where the rows before it end, so rooms
 * grow with their parts. On one axis, parts follow each other.
 */
function placeRooms(parts: readonly Uint32Array[], dimensions: number): Room[] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  let before = 0;
  return parts.map((part, p) => {
    const center = new Float64Array(dimensions);
    const share = part.length / total;
    const passed = (before + (p === 0 ? 0 : part.length / 2)) / total;
    before += part.length;
    if (dimensions === 1) {
      center[0] = SPAN * ((2 * (before - part.length / 2)) / total - 1);
      return { center, radius: SPAN * share };
    }
    const angle = (p % 1000000) * golden;
    const distance = 2 * SPAN * Math.sqrt(passed);
    center[0] = distance * cos(angle % (2 * Math.PI));
    center[1] = distance * sin(angle % (2 * Math.PI));
    return { center, radius: SPAN * Math.sqrt(share) };
  });
}

function scatter(part: Uint32Array, dimensions: number, draws: Random): Float64Array {
  return Float64Array.from({ length: part.length * dimensions }, (_, i) => {
    const row = part[Math.floor(i / dimensions)]!;
    return 2 * draws.uniform(row * dimensions + (i % dimensions)) - 1;
  });
}

/** Brings a part's shape to its room, all axes by the same factor. */
function fit(
  shape: Float64Array,
  part: Uint32Array,
  room: Room,
  values: Float64Array,
  dimensions: number,
): void {
  let largest = 0;
  for (const value of shape) largest = Math.max(largest, Math.abs(value));
  const scale = largest > 0 ? room.radius / largest : 0;
  part.forEach((row, i) => {
    for (let d = 0; d < dimensions; d++) {
      values[row * dimensions + d] = room.center[d]! + scale * shape[i * dimensions + d]!;
    }
  });
}

/** Stretches each axis to [0, SPAN]. */
export function spanAxes(values: ArrayLike<number>, rows: number, dimensions: number): Matrix {
  const data = new Float32Array(values.length);
  for (let d = 0; d < dimensions; d++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = d; i < values.length; i += dimensions) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
    const scale = high > low ? SPAN / (high - low) : 0;
    for (let i = d; i < values.length; i += dimensions) data[i] = (values[i]! - low) * scale;
  }
  return { data, rows, cols: dimensions };
}
