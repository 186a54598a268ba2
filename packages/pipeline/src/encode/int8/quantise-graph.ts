import { graphWriter } from './graph-writer.js';
import { integerProducts, type Smoothing } from './integer-product.js';
import { readModel, withGraph } from './onnx/model.js';
import { MalformedError, type Field } from './onnx/wire.js';
import { outlierChannels } from './outlier-channels.js';
import { byInput, constantProducts, type Product } from './products.js';
import { smoothingFactors } from './smoothing.js';
import { namesOf, withoutUnused } from './unused.js';

export interface QuantiseOptions {
  /** Largest |x| of each channel, by the name of x; a product whose x is not named is not smoothed. */
  peaks?: ReadonlyMap<string, Float32Array> | undefined;
  /** How much of the unevenness of channels moves into the weights, 0 to 1; default 0.4. */
  alpha?: number | undefined;
  /**
   * Whether weights are stored as signed bytes, or as bytes around 128; default true. The sums are the same, but
   * see `signedSumsAreExact`.
   */
  signed?: boolean | undefined;
}

/** MatMulInteger came with this version. */
const LEAST_OPSET = 10;

/**
 * The graph of an encoder with every product of tokens and a constant matrix done in whole numbers of 8 bits:
 *
 *   y = x W  becomes  y = a b Σ round(x / s / a) round(s W / b)
 *
 * where the widest channels of x, and their rows of W, are left out and added in float32 (see `outlierChannels`);
 * a is the scale of the token, its largest |x / s| / 127, so that it depends on no other token, text or
 * padding; b is the scale of the column, its largest |s W| / 127; and s are the smoothing factors. All else,
 * attention's own products among it, stays as it was, byte for byte; what is no longer needed is left out.
 *
 * Sums of whole numbers are exact: order, threads and shapes leave no trace in them.
 *
 * @param fp32 content of an `.onnx` file, float32 or float16; not modified
 * @throws MalformedError where it is none, or has nothing that can be quantised
 */
export function quantiseGraph(fp32: Uint8Array, options: QuantiseOptions = {}): Uint8Array {
  const { peaks, alpha = 0.4, signed = true } = options;
  const model = readModel(fp32);
  if (model.opset < LEAST_OPSET) {
    throw new MalformedError(
      `a graph must use version ${LEAST_OPSET} of ONNX's operations or a later one to be quantised; it uses ${model.opset}`,
    );
  }
  const products = constantProducts(model);
  if (products.length === 0) {
    throw new MalformedError(
      'a graph must have a product with a constant matrix to be quantised; it has none',
    );
  }
  const writer = graphWriter(namesOf(model.graph), model.opset);
  const integer = integerProducts(writer, signed);
  const replaced = new Map<Field, Field[]>();
  for (const sharing of byInput(products)) {
    const found = peaks?.get(sharing[0].input);
    const smoothing = found && smooth(sharing, checkedPeaks(found, sharing[0]), alpha);
    const tokens = integer.tokens(sharing[0], smoothing);
    for (const product of sharing) {
      integer.product(product, tokens, smoothing);
      replaced.set(product.field, writer.takeNodes());
    }
  }
  const graph = model.graph.flatMap((field) => replaced.get(field) ?? [field]);
  return withGraph(model, withoutUnused([...graph, ...writer.constants]));
}

function smooth(sharing: readonly Product[], peaks: Float32Array, alpha: number): Smoothing {
  const factors = smoothingFactors(sharing, peaks, alpha);
  return { factors, outliers: outlierChannels(peaks, factors) };
}

function checkedPeaks(peaks: Float32Array, { input, rows }: Product): Float32Array {
  if (peaks.length === rows && peaks.every((peak) => peak >= 0 && peak < Infinity)) return peaks;
  throw new RangeError(`peaks of ${input} must be ${rows} finite numbers, 0 or more; got ${peaks.length}`);
}
