import type { GraphWriter } from './graph-writer.js';
import { intAttribute } from './onnx/node.js';
import { ELEMENT } from './onnx/schema.js';
import type { Product } from './products.js';
import { LEVELS, quantiseWeights } from './quantise-weights.js';

/** What is known of the channels of a tensor of tokens. */
export interface Smoothing {
  /** What each channel is divided by before it is rounded. */
  factors: Float32Array;
  /** Places of the channels that stay in float32, ascending. */
  outliers: readonly number[];
}

/** Names of a tensor of tokens in whole numbers. */
interface Tokens {
  /** −127 to 127 around 128; channels that stay in float32 are zero. */
  values: string;
  /** Largest |x / s| of each token: 127 steps. */
  widest: string;
  /** The channels that stay in float32, as they were; undefined where there are none. */
  outliers: string | undefined;
}

/** Names of a matrix in whole numbers, and of what one step of each column, and of a token, come to. */
interface Weights {
  values: string;
  scales: string;
  /** Rows of the channels that stay in float32. */
  outliers: string | undefined;
}

/** Where zero lies in a byte without a sign. */
const ZERO = 128;

/**
 * Writes products of the same tokens with constant matrices, done in whole numbers.
 *
 * @param signed how weights are stored: as signed bytes, or as bytes around 128
 * @returns functions that write the nodes of the tokens, and then of one product
 */
export function integerProducts(
  writer: GraphWriter,
  signed: boolean,
): {
  tokens(product: Product, smoothing: Smoothing | undefined): Tokens;
  product(product: Product, tokens: Tokens, smoothing: Smoothing | undefined): void;
} {
  const number = (value: number): string => writer.constant(ELEMENT.float, [], Float32Array.of(value));
  const levels = number(LEVELS);
  // A cast cuts off what is behind the point: with a half more, it rounds.
  const shift = number(ZERO + 0.5);
  // A token of zeros is divided by this, and so stays one.
  const least = number(1e-30);
  const zero = writer.constant(ELEMENT.uint8, [], Uint8Array.of(ZERO));
  const written = new Map<string, Weights>();

  return {
    tokens({ input, element }, smoothing) {
      let x = element === ELEMENT.float ? input : writer.cast(input, ELEMENT.float);
      const outliers = smoothing && gathered(x, smoothing.outliers);
      if (smoothing) {
        const inverse = smoothing.factors.map((factor) => 1 / factor);
        // Nothing of them is left in the whole numbers, so that they widen no token's scale.
        for (const channel of smoothing.outliers) inverse[channel] = 0;
        x = writer.node('Mul', [x, writer.constant(ELEMENT.float, [inverse.length], inverse)]);
      }
      const largest = writer.reduceMax(writer.node('Abs', [x]), -1, true);
      const widest = writer.node('Max', [largest, least]);
      const scaled = writer.node('Mul', [x, writer.node('Div', [levels, widest])]);
      const values = writer.cast(writer.node('Add', [scaled, shift]), ELEMENT.uint8);
      return { values, widest, outliers };
    },

    product(product, tokens, smoothing) {
      const weights = weightsOf(product, smoothing);
      const { element, bias, output } = product;
      const sums = writer.node('MatMulInteger', [
        tokens.values,
        weights.values,
        zero,
        ...(signed ? [] : [zero]),
      ]);
      const ends = [tokens.outliers !== undefined, element !== ELEMENT.float, bias !== undefined];
      /** The name of the product, once nothing follows. */
      const named = (done: number): string | undefined =>
        ends.slice(done).includes(true) ? undefined : output;
      let y = writer.node('Mul', [writer.cast(sums, ELEMENT.float), weights.scales]);
      y = writer.node('Mul', [y, tokens.widest], [], named(0));
      if (tokens.outliers !== undefined) {
        const rest = writer.node('MatMul', [tokens.outliers, weights.outliers!]);
        y = writer.node('Add', [y, rest], [], named(1));
      }
      if (element !== ELEMENT.float) y = writer.cast(y, element, named(2));
      if (bias) writer.node('Add', [y, bias], [], output);
    },
  };

  function gathered(x: string, channels: readonly number[]): string | undefined {
    if (channels.length === 0) return undefined;
    const places = writer.constant(ELEMENT.int64, [channels.length], BigInt64Array.from(channels, BigInt));
    return writer.node('Gather', [x, places], [intAttribute('axis', -1)]);
  }

  /** Weights that several layers share are written once, unless they are smoothed for different tokens. */
  function weightsOf(product: Product, smoothing: Smoothing | undefined): Weights {
    const { source, factor, input, rows, cols } = product;
    const key = JSON.stringify([source, factor, smoothing ? input : null]);
    let weights = written.get(key);
    if (!weights) {
      const { values, scales } = quantiseWeights(product, smoothing);
      weights = {
        values: signed
          ? writer.constant(ELEMENT.int8, [rows, cols], values)
          : writer.constant(
              ELEMENT.uint8,
              [rows, cols],
              Uint8Array.from(values, (value) => value + ZERO),
            ),
        scales: writer.constant(
          ELEMENT.float,
          [cols],
          scales.map((scale) => (scale / LEVELS) * factor),
        ),
        outliers: rowsOf(product, smoothing?.outliers ?? []),
      };
      written.set(key, weights);
    }
    return weights;
  }

  function rowsOf(product: Product, channels: readonly number[]): string | undefined {
    if (channels.length === 0) return undefined;
    const { cols, factor } = product;
    const matrix = product.matrix();
    const data = new Float32Array(channels.length * cols);
    channels.forEach((channel, row) => {
      for (let j = 0; j < cols; j++) data[row * cols + j] = matrix[channel * cols + j]! * factor;
    });
    return writer.constant(ELEMENT.float, [channels.length, cols], data);
  }
}
