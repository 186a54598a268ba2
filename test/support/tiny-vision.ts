import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOAT, tinyGraph, type GraphEnd } from './tiny-graph.js';

/** Side of the pictures that it looks at. */
export const TINY_SIDE = 8;
export const TINY_PICTURE_DIMENSIONS = 16;

export interface TinyVisionOptions {
  /** Name of the output; `states` gives the states of patches only. */
  output?: 'image_embeds' | 'pooler_output' | 'states';
  /** In place of `preprocessor_config.json`, or some of it. */
  preprocessor?: Record<string, unknown>;
  extraInput?: boolean;
}

/** Files of a vision model in the layout of the hub, small enough to build in a test: 8 × 8 pixels to 16 numbers. */
export function tinyVision(options: TinyVisionOptions = {}): Record<string, Uint8Array> {
  const { output = 'image_embeds', preprocessor = {}, extraInput = false } = options;
  const graph = tinyGraph();
  const pixels = 3 * TINY_SIDE ** 2;
  const weights = Float32Array.from({ length: pixels * TINY_PICTURE_DIMENSIONS }, (_, i) => weight(i));
  const flat = graph.node('Flatten', ['pixel_values'], { axis: 1 });
  const matrix = graph.floats([pixels, TINY_PICTURE_DIMENSIONS], weights);
  if (output === 'states') {
    const product = graph.node('MatMul', [flat, matrix]);
    graph.node('Unsqueeze', [product, graph.integers([1])], {}, 'last_hidden_state');
  } else {
    graph.node('MatMul', [flat, matrix], {}, output);
  }
  const side = TINY_SIDE;
  const dims =
    output === 'states' ? ['batch', 1, TINY_PICTURE_DIMENSIONS] : ['batch', TINY_PICTURE_DIMENSIONS];
  const config = {
    do_resize: true,
    size: { shortest_edge: side },
    resample: 3,
    do_center_crop: true,
    crop_size: { height: side, width: side },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
    ...preprocessor,
  };
  return {
    'onnx/vision_model.onnx': graph.file(
      [
        ['pixel_values', FLOAT, ['batch', 3, side, side]],
        ...(extraInput ? [['input_ids', FLOAT, ['batch']] satisfies GraphEnd] : []),
      ],
      [[output === 'states' ? 'last_hidden_state' : output, FLOAT, dims]],
    ),
    'preprocessor_config.json': Buffer.from(JSON.stringify(config)),
  };
}

export function writeModel(folder: string, files: Record<string, Uint8Array>): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

/** Numbers in [-1, 1) that look like noise and are the same everywhere. */
function weight(i: number): number {
  return ((Math.imul(i + 1, 2654435761) >>> 8) & 0xffff) / 0x8000 - 1;
}
