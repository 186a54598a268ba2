/**
 * Stands in for @luma.gl/gpgpu, of which deck.gl takes this to pack attributes on WebGPU. The map draws on WebGL2
 * alone, where deck.gl never calls it; left in, it would be a tenth of the offline page.
 */
function never(): never {
  throw new Error('The map draws on WebGL2; WebGPU packing was called.');
}

export const backendRegistry = { add: never };
export const cleanEvaluateSync = never;
export const GPUDataEvaluator = never;
export const interleave = never;
