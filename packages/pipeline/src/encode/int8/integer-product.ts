import type { GraphWriter } from './graph-writer.js';
import { ELEMENT } from './onnx/schema.js';
import type { Product } from './products.js';
import { LEVELS, quantiseWeights } from './quantise-weights.js';

/** Names of a tensor of tokens in whole numbers. */
interface Tokens {
  /** −127 to 127 around 128. */
  values: string;
  /** Largest |x / s| of each token: 127 steps. */
  widest: string;
}

/** Names of a matrix in whole numbers, and of what one step of each column, and of a token, come to. */
interface Weights {
  values: string;
  scales: string;
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
  tokens(product: Product, factors: Float32Array | undefined): Tokens;
  product(product: Product, tokens: Tokens, factors: Float32Array | undefined): void;
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
    tokens({ input, element }, factors) {
      let x = element === ELEMENT.float ? input : writer.cast(input, ELEMENT.float);
      if (factors) {
        const inverse = factors.map((factor) => 1 / factor);
        x = writer.node('Mul', [x, writer.constant(ELEMENT.float, [inverse.length], inverse)]);
      }
      const largest = writer.reduceMax(writer.node('Abs', [x]), -1, true);
      const widest = writer.node('Max', [largest, least]);
      const scaled = writer.node('Mul', [x, writer.node('Div', [levels, widest])]);
      const values = writer.cast(writer.node('Add', [scaled, shift]), ELEMENT.uint8);
      return { values, widest };
    },

    product(product, tokens, factors) {
      const { values, scales } = weightsOf(product, factors);
      const { element, bias, output } = product;
      const narrow = element !== ELEMENT.float;
      const sums = writer.node('MatMulInteger', [tokens.values, values, zero, ...(signed ? [] : [zero])]);
      let y = writer.node('Mul', [writer.cast(sums, ELEMENT.float), scales]);
      y = writer.node('Mul', [y, tokens.widest], [], narrow || bias ? undefined : output);
      if (narrow) y = writer.cast(y, element, bias ? undefined : output);
      if (bias) writer.node('Add', [y, bias], [], output);
    },
  };

  /** Weights that several layers share are written once, unless they are smoothed for different tokens. */
  function weightsOf(product: Product, factors: Float32Array | undefined): Weights {
    const { source, factor, input, rows, cols } = product;
    const key = JSON.stringify([source, factor, factors ? input : null]);
    let weights = written.get(key);
    if (!weights) {
      const { values, scales } = quantiseWeights(product, factors);
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
      };
      written.set(key, weights);
    }
    return weights;
  }
}
