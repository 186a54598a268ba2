// Merge sort of the edges: the first round sorts a part in each block, each later one merges pairs of parts.
import { comesBefore, edges, edgeTotal, spare } from './hdbscan-memory';

const PARTS: u32 = 16;
const BYTES: usize = 24;

export function sortEdges(block: u32, round: u32): void {
  const width = (edgeTotal + PARTS - 1) / PARTS;
  if (round == 0) {
    const from = min(block * width, edgeTotal);
    sortPart(from, min(from + width, edgeTotal));
    return;
  }
  const half = width << (round - 1);
  if (block >= PARTS >> round) return;
  const from = min(block * 2 * half, edgeTotal);
  const odd = (round & 1) == 1;
  merge(
    odd ? edges : spare,
    odd ? spare : edges,
    from,
    min(from + half, edgeTotal),
    min(from + 2 * half, edgeTotal),
  );
}

/** Sorts a part where it lies. */
function sortPart(from: u32, to: u32): void {
  let source = edges,
    into = spare;
  for (let half: u32 = 1; half < to - from; half *= 2) {
    for (let at = from; at < to; at += 2 * half) {
      merge(source, into, at, min(at + half, to), min(at + 2 * half, to));
    }
    const kept = source;
    source = into;
    into = kept;
  }
  if (source != edges)
    memory.copy(edges + <usize>from * BYTES, spare + <usize>from * BYTES, <usize>(to - from) * BYTES);
}

function merge(source: usize, into: usize, from: u32, middle: u32, to: u32): void {
  let a = source + <usize>from * BYTES,
    b = source + <usize>middle * BYTES,
    out = into + <usize>from * BYTES;
  const endA = b,
    endB = source + <usize>to * BYTES;
  for (; a < endA && b < endB; out += BYTES) {
    if (isBefore(b, a)) {
      memory.copy(out, b, BYTES);
      b += BYTES;
    } else {
      memory.copy(out, a, BYTES);
      a += BYTES;
    }
  }
  memory.copy(out, a, endA - a);
  memory.copy(out + (endA - a), b, endB - b);
}

function isBefore(a: usize, b: usize): bool {
  return comesBefore(
    load<f64>(a),
    load<f64>(a, 8),
    load<u32>(a, 16),
    load<u32>(a, 20),
    load<f64>(b),
    load<f64>(b, 8),
    load<u32>(b, 16),
    load<u32>(b, 20),
  );
}
