import { log } from '../math/index.js';

export interface Evaluation {
  value: number;
  gradient: Float64Array;
}

export interface MinimiseOptions {
  /** Done when no part of the gradient is farther from 0. */
  tolerance: number;
  maxIterations: number;
  onProgress?: ((share: number) => void) | undefined;
}

export interface Minimum {
  at: Float64Array;
  value: number;
  outcome: { gradient: number; converged: boolean; iterations: number };
}

type Evaluate = (at: Float64Array) => Promise<Evaluation>;

/** Steps that are remembered. */
const MEMORY = 10;

/**
 * Minimum of a smooth convex function by L-BFGS (Liu & Nocedal 1989), with steps that meet the weak Wolfe conditions
 * (Lewis & Overton 2013).
 */
export async function minimise(
  start: Float64Array,
  evaluate: Evaluate,
  options: MinimiseOptions,
): Promise<Minimum> {
  const { tolerance, maxIterations, onProgress } = options;
  const past: Step[] = [];
  let at = start;
  let now = await evaluate(at);
  const first = largest(now.gradient);
  let iterations = 0;
  for (; iterations < maxIterations && largest(now.gradient) > tolerance; iterations++) {
    const direction = descent(now.gradient, past);
    const next = await step(at, now, direction, past.length === 0 ? 1 / length(direction) : 1, evaluate);
    // Rounding hides what is left to gain.
    if (!next) break;
    const moved = next.at.map((value, j) => value - at[j]!);
    const bent = next.now.gradient.map((value, j) => value - now.gradient[j]!);
    const curvature = dot(moved, bent);
    if (curvature > 0) past.push({ moved, bent, curvature });
    if (past.length > MEMORY) past.shift();
    ({ at, now } = next);
    // The gradient falls about evenly by its logarithm.
    onProgress?.(progress(first, largest(now.gradient), tolerance));
  }
  const gradient = largest(now.gradient);
  onProgress?.(1);
  return { at, value: now.value, outcome: { gradient, converged: gradient <= tolerance, iterations } };
}

interface Step {
  moved: Float64Array;
  bent: Float64Array;
  curvature: number;
}

/** Minus the inverse Hessian, as the remembered steps tell of it, times the gradient. */
function descent(gradient: Float64Array, past: readonly Step[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = past.map(() => 0);
  for (let s = past.length - 1; s >= 0; s--) {
    const { moved, bent, curvature } = past[s]!;
    shares[s] = dot(moved, direction) / curvature;
    add(direction, bent, -shares[s]!);
  }
  const last = past.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.bent, last.bent);
    direction.forEach((value, j) => (direction[j] = value * scale));
  }
  past.forEach(({ moved, bent, curvature }, s) => {
    add(direction, moved, shares[s]! - dot(bent, direction) / curvature);
  });
  return direction;
}

/** Goes along a direction until the value has fallen enough and the slope is mostly spent. */
async function step(
  from: Float64Array,
  now: Evaluation,
  direction: Float64Array,
  firstSize: number,
  evaluate: Evaluate,
): Promise<{ at: Float64Array; now: Evaluation } | undefined> {
  const slope = dot(now.gradient, direction);
  // Near the minimum the values differ by rounding only; the slopes then still tell.
  const rounding = 1e-14 * Math.abs(now.value);
  let [low, high] = [0, Infinity];
  let size = firstSize;
  for (let tries = 0; tries < 60; tries++) {
    const at = from.map((value, j) => value + size * direction[j]!);
    const next = await evaluate(at);
    const slopeThere = dot(next.gradient, direction);
    if (!(next.value <= now.value + 1e-4 * size * slope + rounding) || slopeThere > -slope) high = size;
    else if (slopeThere < 0.9 * slope) low = size;
    else return { at, now: next };
    size = high < Infinity ? (low + high) / 2 : 2 * size;
  }
  return undefined;
}

function progress(first: number, now: number, tolerance: number): number {
  if (now === 0) return 0.99;
  const share = log(first / now) / log(first / tolerance);
  return Math.min(0.99, Math.max(0, share));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let j = 0; j < to.length; j++) to[j]! += times * what[j]!;
}

function largest(gradient: Float64Array): number {
  return gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function length(direction: Float64Array): number {
  return Math.sqrt(dot(direction, direction));
}
