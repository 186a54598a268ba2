import { intOf, intsOf, tensorOf, type Node } from './onnx/node.js';
import type { Model } from './onnx/model.js';
import { ELEMENT, GRAPH } from './onnx/schema.js';
import { readFloats, readTensorHead, type FloatTensor } from './onnx/tensor.js';

/** A constant matrix of float32 (or float16, widened). */
export interface ConstantMatrix extends FloatTensor {
  readonly dims: readonly [rows: number, cols: number];
  /** What it was made from, and how: two matrices of one source hold the same numbers. */
  readonly source: string;
}

/**
 * Finds the matrices of a model that no input can change: stored ones, and what exporters put between a stored
 * one and its product: Identity (weights shared between layers), Transpose, Cast between float32 and float16.
 *
 * @returns a function from the name of a tensor to its numbers, read each time it is called; undefined where it
 *   is not constant, not a matrix, or of another type
 */
export function constantMatrices({ graph, nodes }: Model): (name: string) => ConstantMatrix | undefined {
  const stored = new Map<string, Uint8Array>();
  for (const { number, value } of graph) {
    if (number === GRAPH.initializer) stored.set(readTensorHead(value).name, value);
  }
  const madeBy = new Map<string, Node>();
  for (const node of nodes.values()) for (const output of node.outputs) madeBy.set(output, node);

  const follow = (name: string, steps: number): ConstantMatrix | undefined => {
    const tensor = stored.get(name);
    if (tensor) return asMatrix(readFloats(tensor), name);
    const node = madeBy.get(name);
    if (node?.op === 'Constant') {
      const value = tensorOf(node, 'value');
      return value && asMatrix(readFloats(value), name);
    }
    if (node === undefined || !['Identity', 'Transpose', 'Cast'].includes(node.op)) return undefined;
    // A file in which a tensor is made from itself would be followed for ever.
    if (steps === 0) return undefined;
    const inner = follow(node.inputs[0] ?? '', steps - 1);
    if (inner === undefined || node.op === 'Identity') return inner;
    if (node.op === 'Cast') return cast(inner, intOf(node, 'to', 0));
    return (intsOf(node, 'perm') ?? [1, 0])[0] === 1 ? transposed(inner) : inner;
  };
  return (name) => follow(name, MOST_STEPS);
}

/** Nodes between a stored matrix and its product; exporters leave one or two. */
const MOST_STEPS = 8;

export function transposed({ dims: [rows, cols], element, data, source }: ConstantMatrix): ConstantMatrix {
  const turned = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) turned[j * rows + i] = data[i * cols + j]!;
  return { dims: [cols, rows], element, data: turned, source: `${source} transposed` };
}

function asMatrix(tensor: FloatTensor | undefined, source: string): ConstantMatrix | undefined {
  const [rows, cols, ...more] = tensor?.dims ?? [];
  if (!tensor || rows === undefined || cols === undefined || more.length > 0) return undefined;
  return { ...tensor, dims: [rows, cols], source };
}

/** To float16 would round; no encoder does that to its weights on the way to a product. */
function cast(matrix: ConstantMatrix, to: number): ConstantMatrix | undefined {
  return to === matrix.element || to === ELEMENT.float ? { ...matrix, element: to } : undefined;
}
