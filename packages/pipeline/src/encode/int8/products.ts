import { constantMatrices, transposed, type ConstantMatrix } from './constants.js';
import type { Model } from './onnx/model.js';
import { floatOf, intOf, type Node } from './onnx/node.js';
import type { ELEMENT } from './onnx/schema.js';
import type { Field } from './onnx/wire.js';

/** A product of tokens with a constant matrix: y = factor · x W (+ bias). */
export interface Product {
  /** Where it stands in the graph. */
  readonly field: Field;
  /** Name of x; its last axis is the rows of W. */
  readonly input: string;
  /** Name of y. */
  readonly output: string;
  /** What W is made from, and how: two products of one source have the same W. */
  readonly source: string;
  /** Type of x, y and W. */
  readonly element: typeof ELEMENT.float | typeof ELEMENT.float16;
  readonly rows: number;
  readonly cols: number;
  readonly factor: number;
  /** Name of what is added. */
  readonly bias: string | undefined;
  /** W, row-major, rows × cols; read anew each time. */
  matrix(): Float32Array;
}

/**
 * The products of a graph whose right side is a constant matrix, in the order of the graph. Attention's own
 * products have none.
 */
export function constantProducts(model: Model): Product[] {
  const constant = constantMatrices(model);
  const products: Product[] = [];
  for (const [field, node] of model.nodes) {
    const [input, weight, bias] = node.inputs;
    const [output] = node.outputs;
    if (!input || !weight || !output || !isProduct(node)) continue;
    const turned = node.op === 'Gemm' && intOf(node, 'transB', 0) !== 0;
    const matrix = (): ConstantMatrix | undefined => {
      const found = constant(weight);
      return found && turned ? transposed(found) : found;
    };
    const found = matrix();
    if (!found || found.data.length === 0 || constant(input)) continue;
    const { element, dims, source } = found;
    products.push({
      field,
      input,
      output,
      source,
      element,
      rows: dims[0],
      cols: dims[1],
      factor: node.op === 'Gemm' ? floatOf(node, 'alpha', 1) : 1,
      bias: bias || undefined,
      matrix: () => matrix()!.data,
    });
  }
  return products;
}

/** Products of the same tokens, in order of their first. */
export function byInput(products: readonly Product[]): [Product, ...Product[]][] {
  const groups = new Map<string, [Product, ...Product[]]>();
  for (const product of products) {
    const group = groups.get(product.input);
    if (group) group.push(product);
    else groups.set(product.input, [product]);
  }
  return [...groups.values()];
}

/** Of the many forms of Gemm, that of a layer: x as it stands, and the bias as it stands. */
function isProduct(node: Node): boolean {
  if (node.op !== 'Gemm') return node.op === 'MatMul';
  return intOf(node, 'transA', 0) === 0 && floatOf(node, 'beta', 1) === 1;
}
