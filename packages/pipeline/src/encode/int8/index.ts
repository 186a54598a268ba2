export { int8Model, type Int8Options } from './int8-model.js';
export { keptGraphs, madeFrom, removeKept, type KeptGraph } from './kept.js';
export { quantiseGraph, type QuantiseOptions } from './quantise-graph.js';
