import { InferenceSession, Tensor } from 'onnxruntime-node';
import { graphWriter } from './graph-writer.js';
import { valueField, writeModel } from './onnx/model.js';
import { ELEMENT, GRAPH } from './onnx/schema.js';

/**
 * Whether this machine sums products of bytes with signed bytes exactly. Processors with dot products of bytes
 * do, and fast; on older ones of the x86 family two products are added in 16 bits, where the largest do not fit.
 * Weights around 128 are then the way: slower, but exact everywhere.
 */
export async function signedSumsAreExact(): Promise<boolean> {
  const writer = graphWriter(new Set(), OPSET);
  const weights = writer.constant(
    ELEMENT.int8,
    [SIZE, SIZE],
    new Int8Array(SIZE * SIZE).fill(LARGEST_WEIGHT),
  );
  const zero = writer.constant(ELEMENT.uint8, [], Uint8Array.of(0));
  const sums = writer.node('MatMulInteger', ['x', weights, zero]);
  const y = writer.cast(sums, ELEMENT.float);
  const graph = [
    ...writer.takeNodes(),
    ...writer.constants,
    valueField(GRAPH.input, 'x', ELEMENT.uint8, ['rows', SIZE]),
    valueField(GRAPH.output, y, ELEMENT.float, ['rows', SIZE]),
  ];
  const session = await InferenceSession.create(writeModel(graph, OPSET), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  try {
    // One row and several take different ways through the runtime.
    for (const rows of [1, SIZE]) {
      const x = new Tensor('uint8', new Uint8Array(rows * SIZE).fill(255), [rows, SIZE]);
      const found = (await session.run({ x }))[y]!.data as Float32Array;
      if (!found.every((sum) => sum === SIZE * 255 * LARGEST_WEIGHT)) return false;
    }
    return true;
  } finally {
    await session.release();
  }
}

const OPSET = 13;
const SIZE = 64;
const LARGEST_WEIGHT = 127;
