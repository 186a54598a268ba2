import { describe, expect, it } from 'vitest';
import { channelPeaks } from '../../../src/encode/int8/channel-peaks.js';
import { graphWriter } from '../../../src/encode/int8/graph-writer.js';
import { readModel, valueField, writeModel } from '../../../src/encode/int8/onnx/model.js';
import { intAttribute } from '../../../src/encode/int8/onnx/node.js';
import { ELEMENT, GRAPH } from '../../../src/encode/int8/onnx/schema.js';
import { readTensorHead } from '../../../src/encode/int8/onnx/tensor.js';
import { MalformedError } from '../../../src/encode/int8/onnx/wire.js';
import { constantProducts, type Product } from '../../../src/encode/int8/products.js';
import { quantiseGraph } from '../../../src/encode/int8/quantise-graph.js';
import { signedSumsAreExact } from '../../../src/encode/int8/signed-sums.js';
import { cosine } from '../golden.js';
import { floats, openGraph, runGraph, tokenInputs } from './run-graph.js';
import { HIDDEN, pseudoRandom, tinyBert, toHalf, VOCABULARY, type TinyBertOptions } from './tiny-bert.js';

/** Texts of 1 to 40 tokens. */
const texts = Array.from({ length: 24 }, (_, i) =>
  Array.from({ length: 1 + ((i * 7) % 40) }, (_, t) => (i * 13 + t * t * 5 + 1) % VOCABULARY),
);
const signed = await signedSumsAreExact();

/** States of each text run alone, from its tokens on. */
async function alone(graph: Uint8Array): Promise<Float32Array[]> {
  const run = await openGraph(graph);
  const states: Float32Array[] = [];
  for (const ids of texts) states.push((await run(tokenInputs([ids]))).slice());
  return states;
}

function leastCosine(a: Float32Array[], b: Float32Array[]): number {
  return Math.min(...a.map((states, i) => cosine(states, b[i]!)));
}

function meanCosine(a: Float32Array[], b: Float32Array[]): number {
  return a.reduce((sum, states, i) => sum + cosine(states, b[i]!), 0) / a.length;
}

function opsOf(graph: Uint8Array): string[] {
  return [...readModel(graph).nodes.values()].map(({ op }) => op);
}

function count(ops: string[], op: string): number {
  return ops.filter((other) => other === op).length;
}

/** Matrices of bytes that a graph holds. */
function matricesOf(graph: Uint8Array): number {
  const { graph: fields } = readModel(graph);
  const heads = fields
    .filter(({ number }) => number === GRAPH.initializer)
    .map(({ value }) => readTensorHead(value));
  const bytes: number[] = [ELEMENT.int8, ELEMENT.uint8];
  return heads.filter(({ element, dims }) => bytes.includes(element) && dims.length === 2).length;
}

/** One product of tokens with a matrix of 8 × 4. */
function oneProduct(element: typeof ELEMENT.float | typeof ELEMENT.float16 = ELEMENT.float): Uint8Array {
  const writer = graphWriter(new Set(), 13);
  const data = pseudoRandom(3)(32, 1);
  const half = element === ELEMENT.float16;
  const weights = writer.constant(element, [8, 4], half ? Uint16Array.from(data, toHalf) : data);
  const product = writer.node('MatMul', [half ? writer.cast('x', element) : 'x', weights]);
  writer.cast(product, ELEMENT.float, 'y');
  const ends = [
    valueField(GRAPH.input, 'x', ELEMENT.float, ['tokens', 8]),
    valueField(GRAPH.output, 'y', ELEMENT.float, ['tokens', 4]),
  ];
  return writeModel([...writer.takeNodes(), ...writer.constants, ...ends], 13);
}

describe('a graph in 8 bits', () => {
  const forms: TinyBertOptions[] = [
    { storing: 'raw' },
    { storing: 'floats' },
    { storing: 'transposed' },
    { storing: 'constant node' },
    { storing: 'float16 with a cast' },
    { storing: 'shared' },
    { opset: 13 },
    { opset: 18 },
    { opset: 21 },
  ];
  it.each(forms)('gives nearly the states of float32, however the weights are stored: %o', async (form) => {
    const fp32 = tinyBert(form);
    const int8 = quantiseGraph(fp32, { signed });
    expect(leastCosine(await alone(int8), await alone(fp32))).toBeGreaterThan(0.999);
    expect(count(opsOf(int8), 'MatMulInteger')).toBe(13);
    expect(matricesOf(int8)).toBe(form.storing === 'shared' ? 4 : 13);
  });

  it('leaves the products of attention in float32, and nothing that is not used', async () => {
    const ops = opsOf(quantiseGraph(tinyBert({ storing: 'transposed' }), { signed }));
    expect(count(ops, 'MatMul')).toBe(4);
    expect(count(ops, 'Gemm')).toBe(0);
    // Two to each layer for the heads' query, key, value and what they mix; those of weights are gone.
    expect(count(ops, 'Transpose')).toBe(8);
  });

  it('is a measure that sees a graph of other weights', async () => {
    const fp32 = await alone(tinyBert());
    const other = await alone(tinyBert({ storing: 'shared' }));
    expect(leastCosine(other, fp32)).toBeLessThan(0.99);
  });

  it('is nearer to float32 when channels are smoothed', async () => {
    const fp32 = tinyBert();
    const truth = await alone(fp32);
    const peaks = (await channelPeaks(fp32, texts.slice(0, 6), () => false))!;
    const plain = meanCosine(await alone(quantiseGraph(fp32, { signed })), truth);
    const smooth = meanCosine(await alone(quantiseGraph(fp32, { peaks, signed })), truth);
    expect(1 - smooth).toBeLessThan((1 - plain) * 0.7);
  });

  it('gives a text the same bits alone, in padded batches and in another order', async () => {
    const fp32 = tinyBert();
    const peaks = await channelPeaks(fp32, texts.slice(0, 6), () => false);
    const int8 = quantiseGraph(fp32, { peaks, signed });
    const lone = await alone(int8);
    const run = await openGraph(int8);
    for (const order of [texts.map((_, i) => i), texts.map((_, i) => texts.length - 1 - i)]) {
      for (let start = 0; start < order.length; start += 5) {
        const batch = order.slice(start, start + 5);
        const longest = Math.max(...batch.map((i) => texts[i]!.length));
        const states = await run(tokenInputs(batch.map((i) => texts[i]!)));
        batch.forEach((i, place) => {
          const from = place * longest * HIDDEN;
          expect(states.slice(from, from + texts[i]!.length * HIDDEN)).toEqual(lone[i]);
        });
      }
    }
  });

  it('gives the same bits whether weights are stored signed or not, where the machine sums both', async () => {
    const unsigned = await alone(quantiseGraph(tinyBert(), { signed: false }));
    const fp32 = await alone(tinyBert());
    expect(leastCosine(unsigned, fp32)).toBeGreaterThan(0.999);
    if (signed) expect(unsigned).toEqual(await alone(quantiseGraph(tinyBert(), { signed: true })));
  });

  it('makes the same bytes each time, from a file that it leaves as it was', () => {
    const fp32 = tinyBert();
    const before = fp32.slice();
    expect(quantiseGraph(fp32)).toEqual(quantiseGraph(fp32));
    expect(fp32).toEqual(before);
  });

  it('takes tokens of zeros, of almost nothing and of huge numbers', async () => {
    const rows = [0, 1e-38, 1e-20, 1, 1e20, 1e37];
    const x = Float32Array.from({ length: rows.length * 8 }, (_, i) => rows[i >> 3]! * (((i * 5) % 8) - 3));
    const y = await runGraph(quantiseGraph(oneProduct(), { signed }), { x: floats(x, [rows.length, 8]) });
    const truth = await runGraph(oneProduct(), { x: floats(x, [rows.length, 8]) });
    expect([...y.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(y.every(Number.isFinite)).toBe(true);
    for (const row of [2, 3, 4, 5]) {
      const own = y.subarray(row * 4, row * 4 + 4).map((value) => value / rows[row]!);
      const wanted = truth.subarray(row * 4, row * 4 + 4).map((value) => value / rows[row]!);
      expect(cosine(own, wanted)).toBeGreaterThan(0.9995);
    }
  });

  it('rounds each token by itself: a larger one beside it changes no bit', async () => {
    const int8 = quantiseGraph(oneProduct(), { signed });
    const token = pseudoRandom(5)(8, 1);
    const lone = await runGraph(int8, { x: floats(token, [1, 8]) });
    const beside = Float32Array.from({ length: 24 }, (_, i) =>
      i >> 3 === 1 ? token[i - 8]! : 1e6 * (i - 9),
    );
    expect((await runGraph(int8, { x: floats(beside, [3, 8]) })).slice(4, 8)).toEqual(lone);
  });

  it('does not let one channel far wider than the others coarsen them', async () => {
    const wide = (value: number, i: number): number => (i % 8 === 3 ? 5000 * value : value);
    const x = { x: floats(pseudoRandom(7)(80, 1).map(wide), [10, 8]) };
    const peaks = new Map([['x', Float32Array.from({ length: 8 }, (_, channel) => wide(1, channel))]]);
    /** The products without what the wide channel brings, which would hide the others. */
    const narrow = async (graph: Uint8Array): Promise<Float32Array> => {
      const only = x.x.data as Float32Array;
      const alone = await runGraph(oneProduct(), {
        x: floats(
          only.map((value, i) => (i % 8 === 3 ? value : 0)),
          [10, 8],
        ),
      });
      return (await runGraph(graph, x)).map((value, i) => value - alone[i]!);
    };
    const truth = await narrow(oneProduct());
    const apart = quantiseGraph(oneProduct(), { peaks, alpha: 0, signed });
    expect(cosine(await narrow(apart), truth)).toBeGreaterThan(0.999);
    expect(cosine(await narrow(quantiseGraph(oneProduct(), { signed })), truth)).toBeLessThan(0.99);
  });

  it('keeps a graph of half precision one', async () => {
    const fp16 = oneProduct(ELEMENT.float16);
    const x = { x: floats(pseudoRandom(6)(80, 1), [10, 8]) };
    const truth = await runGraph(fp16, x);
    const [{ input }] = constantProducts(readModel(fp16)) as [Product];
    for (const peaks of [undefined, new Map([[input, new Float32Array(8).fill(1)]])]) {
      const y = await runGraph(quantiseGraph(fp16, { peaks, signed }), x);
      expect(cosine(y, truth)).toBeGreaterThan(0.9995);
    }
  });

  it('multiplies by the factor of a Gemm, and leaves a Gemm of another form alone', async () => {
    const gemm = (...attributes: ReturnType<typeof intAttribute>[]): Uint8Array => {
      const writer = graphWriter(new Set(), 13);
      const square = writer.constant(ELEMENT.float, [8, 8], pseudoRandom(4)(64, 1));
      const bias = writer.constant(ELEMENT.float, [8], pseudoRandom(9)(8, 1));
      const first = writer.node('MatMul', ['x', square]);
      writer.node('Gemm', [first, square, bias], attributes, 'y');
      const ends = [
        valueField(GRAPH.input, 'x', ELEMENT.float, [8, 8]),
        valueField(GRAPH.output, 'y', ELEMENT.float, [8, 8]),
      ];
      return writeModel([...writer.takeNodes(), ...writer.constants, ...ends], 13);
    };
    const x = { x: floats(pseudoRandom(6)(64, 1), [8, 8]) };
    for (const [form, left] of [
      [gemm(), 0],
      [gemm(intAttribute('transB', 1)), 0],
      [gemm(intAttribute('transA', 1)), 1],
    ] as const) {
      const inputs = constantProducts(readModel(form)).map(({ input }) => input);
      const measured = new Map(inputs.map((input) => [input, new Float32Array(8).fill(1)]));
      for (const peaks of [undefined, measured]) {
        const int8 = quantiseGraph(form, { peaks, signed });
        expect(count(opsOf(int8), 'Gemm')).toBe(left);
        expect(cosine(await runGraph(int8, x), await runGraph(form, x))).toBeGreaterThan(0.999);
      }
    }
  });

  it('refuses a graph with nothing to quantise, an old one, and weights that are no numbers', () => {
    const graph = (opset: number, weight: number): Uint8Array => {
      const writer = graphWriter(new Set(), opset);
      writer.node('MatMul', ['x', writer.constant(ELEMENT.float, [1, 1], Float32Array.of(weight))], [], 'y');
      const ends = [GRAPH.input, GRAPH.output].map((number, i) =>
        valueField(number, 'xy'[i]!, ELEMENT.float, [1, 1]),
      );
      return writeModel([...writer.takeNodes(), ...writer.constants, ...ends], opset);
    };
    const without = writeModel([valueField(GRAPH.input, 'x', ELEMENT.float, [1])], 13);
    expect(() => quantiseGraph(without)).toThrow(/must have a product with a constant matrix/);
    expect(() => quantiseGraph(graph(9, 1))).toThrow(
      /version 10 of ONNX's operations or a later one.*uses 9/,
    );
    expect(() => quantiseGraph(graph(13, NaN))).toThrow(/must be finite numbers/);
    expect(() => quantiseGraph(graph(13, NaN))).toThrow(MalformedError);
    expect(quantiseGraph(graph(13, 0)).length).toBeGreaterThan(0);
  });

  it('refuses peaks of another length', () => {
    const peaks = new Map([['x', new Float32Array(7)]]);
    expect(() => quantiseGraph(oneProduct(), { peaks })).toThrow(/peaks of x must be 8 finite numbers/);
  });
});
