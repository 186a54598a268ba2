import { graphsOf, readNode, type Node } from './onnx/node.js';
import { GRAPH, VALUE } from './onnx/schema.js';
import { readTensorHead } from './onnx/tensor.js';
import { contents, readMessage, text, type Field } from './onnx/wire.js';

/** Names of all tensors of a graph. */
export function namesOf(graph: readonly Field[]): Set<string> {
  const names = new Set<string>();
  for (const { number, value } of graph) {
    if (number === GRAPH.initializer) names.add(readTensorHead(value).name);
    if (number === GRAPH.input) names.add(valueName(value));
    if (number !== GRAPH.node) continue;
    const node = readNode(value);
    for (const name of [...node.outputs, ...needsOf(node)]) names.add(name);
  }
  return names;
}

/**
 * A graph without the nodes and constants that no output needs.
 *
 * @param graph its nodes in an order in which they can run, as ONNX requires
 */
export function withoutUnused(graph: readonly Field[]): Field[] {
  const needed = new Set(
    graph.filter(({ number }) => number === GRAPH.output).map(({ value }) => valueName(value)),
  );
  const dropped = new Set<Field>();
  const gone = new Set<string>();
  for (const field of graph.filter(({ number }) => number === GRAPH.node).reverse()) {
    const node = readNode(field.value);
    if (node.outputs.some((name) => needed.has(name))) for (const name of needsOf(node)) needed.add(name);
    else {
      dropped.add(field);
      for (const name of node.outputs) gone.add(name);
    }
  }
  for (const field of graph) {
    if (field.number !== GRAPH.initializer) continue;
    const { name } = readTensorHead(field.value);
    if (needed.has(name)) continue;
    dropped.add(field);
    gone.add(name);
  }
  // Early files list constants among the inputs too, and what is known of a tensor may stand in a list.
  for (const field of graph) {
    const listed = field.number === GRAPH.input || field.number === GRAPH.valueInfo;
    if (listed && gone.has(valueName(field.value))) dropped.add(field);
  }
  return graph.filter((field) => !dropped.has(field));
}

/** What a node reads, the graphs inside it included; names that only those know do no harm. */
function needsOf(node: Node): string[] {
  return [...node.inputs, ...graphsOf(node).flatMap(innerNeeds)].filter((name) => name !== '');
}

function innerNeeds(bytes: Uint8Array): string[] {
  const graph = readMessage(bytes, 'a graph inside a node');
  const nodes = contents(graph, GRAPH.node, 'a graph inside a node').map(readNode);
  const outputs = contents(graph, GRAPH.output, 'a graph inside a node').map(valueName);
  return [...nodes.flatMap(needsOf), ...outputs];
}

function valueName(bytes: Uint8Array): string {
  return text(readMessage(bytes, 'an input or output'), VALUE.name, 'an input or output');
}
