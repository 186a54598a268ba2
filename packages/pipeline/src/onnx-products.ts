import type { ProductProvider } from '@parallax-map/kernels';
import { valueField, writeModel } from './encode/int8/onnx/model.js';
import { intAttribute, writeNode } from './encode/int8/onnx/node.js';
import { ELEMENT, GRAPH } from './encode/int8/onnx/schema.js';
import { messageField } from './encode/int8/onnx/wire.js';

/** Rows from which on a session is worth opening. */
const LEAST_ROWS = 2000;
/** Products made at a time. */
const PRODUCTS = 2 ** 24;

/**
 * ONNX Runtime as a multiplier of matrices, for `exactNeighbors`: it uses instructions that WebAssembly has no name for.
 * It only proposes neighbours; their distances, and so the graph, are the kernel's. Where the runtime does not load, the
 * kernel multiplies by itself. A run does without: on two cores with 256-bit vectors the kernel's own integers take two
 * thirds of the time.
 */
export function onnxProducts(threads: number): ProductProvider {
  return {
    async propose({ values, half, rows, cols }, count, { signal }) {
      if (rows < LEAST_ROWS) return undefined;
      const runtime = await import('onnxruntime-node').catch(() => undefined);
      if (runtime === undefined) return undefined;
      const { InferenceSession, Tensor } = runtime;
      const session = await InferenceSession.create(GRAPH_OF_PRODUCTS, {
        executionProviders: ['cpu'],
        ...{ intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 4 },
      });
      try {
        const proposed = new Uint32Array(rows * count);
        const shared = {
          rows: new Tensor('float32', values, [rows, cols]),
          added: new Tensor(
            'float32',
            half.map((value) => -value),
            [1, rows],
          ),
          count: new Tensor('int64', BigInt64Array.of(BigInt(count)), [1]),
        };
        const step = Math.max(1, Math.floor(PRODUCTS / rows));
        for (let first = 0; first < rows; first += step) {
          signal?.throwIfAborted();
          const some = values.subarray(first * cols, Math.min(rows, first + step) * cols);
          const queries = new Tensor('float32', some, [some.length / cols, cols]);
          const { nearest } = await session.run({ ...shared, queries }, ['nearest']);
          // The low halves: rows have numbers below 2^32.
          const found = nearest!.data as BigInt64Array;
          const halves = new Uint32Array(found.buffer, found.byteOffset, 2 * found.length);
          for (let i = 0; i < found.length; i++) proposed[first * count + i] = halves[2 * i]!;
        }
        return proposed;
      } finally {
        await session.release();
      }
    },
  };
}

/** queries · rowsᵀ + added, and the places of the `count` greatest of each row. */
const GRAPH_OF_PRODUCTS = writeModel(
  [
    messageField(
      GRAPH.node,
      writeNode('Gemm', ['queries', 'rows', 'added'], ['scores'], [intAttribute('transB', 1)]),
    ),
    messageField(GRAPH.node, writeNode('TopK', ['scores', 'count'], ['greatest', 'nearest'])),
    valueField(GRAPH.input, 'queries', ELEMENT.float, ['m', 'd']),
    valueField(GRAPH.input, 'rows', ELEMENT.float, ['n', 'd']),
    valueField(GRAPH.input, 'added', ELEMENT.float, [1, 'n']),
    valueField(GRAPH.input, 'count', ELEMENT.int64, [1]),
    valueField(GRAPH.output, 'nearest', ELEMENT.int64, ['m', 'k']),
  ],
  13,
);
