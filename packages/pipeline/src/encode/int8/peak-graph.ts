import { graphWriter } from './graph-writer.js';
import { readModel, valueField, withGraph } from './onnx/model.js';
import { ELEMENT, GRAPH } from './onnx/schema.js';
import { byInput, constantProducts } from './products.js';
import { namesOf, withoutUnused } from './unused.js';

/** A graph that tells how large the inputs of products become. */
export interface PeakGraph {
  /** Content of an `.onnx` file with the inputs of the encoder. */
  bytes: Uint8Array;
  /** For each of its outputs, which holds the largest |x| of each channel: the name of x. */
  inputOf: ReadonlyMap<string, string>;
}

/**
 * The graph of an encoder with other outputs: for each tensor that goes into a product with a constant matrix,
 * the largest size of each of its channels over all tokens.
 *
 * @throws MalformedError
 */
export function peakGraph(fp32: Uint8Array): PeakGraph {
  const model = readModel(fp32);
  const writer = graphWriter(namesOf(model.graph), model.opset);
  const inputOf = new Map<string, string>();
  for (const [{ input, rows, element }] of byInput(constantProducts(model))) {
    const wide = element === ELEMENT.float ? input : writer.cast(input, ELEMENT.float);
    const shape = writer.constant(ELEMENT.int64, [2], BigInt64Array.of(-1n, BigInt(rows)));
    const tokens = writer.node('Reshape', [wide, shape]);
    inputOf.set(writer.reduceMax(writer.node('Abs', [tokens]), 0, false), input);
  }
  const outputs = [...inputOf.keys()].map((name) =>
    valueField(GRAPH.output, name, ELEMENT.float, ['channels']),
  );
  const kept = model.graph.filter(({ number }) => number !== GRAPH.output);
  const graph = [...kept, ...writer.takeNodes(), ...writer.constants, ...outputs];
  return { bytes: withGraph(model, withoutUnused(graph)), inputOf };
}
