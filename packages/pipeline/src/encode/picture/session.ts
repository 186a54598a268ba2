import { Tensor } from 'onnxruntime-node';
import { chooseOutput, named, ofRank, openGraph } from '../workers/open-graph.js';
import { Unfit } from '../workers/unfit.js';
import type { Prepared } from './prepare.js';

export interface VisionSession {
  /** The vector of a picture, as the graph gives it. */
  run(picture: Prepared): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Opens a graph that looks at pictures: it takes `pixel_values`, 1 × 3 × height × width. What it says of the whole
 * picture is taken: `image_embeds` (CLIP and its kin), else `pooler_output`, else its first output of two dimensions;
 * of a graph that gives only the states of patches, the first state, which stands for the whole.
 *
 * @throws Unfit
 */
export async function openVision(graph: string): Promise<VisionSession> {
  const session = await openGraph(graph);
  const { inputNames } = session;
  if (inputNames.length !== 1 || inputNames[0] !== PIXELS) {
    throw new Unfit(`its graph must take ${PIXELS} and nothing else; it takes ${inputNames.join(', ')}`);
  }
  const output = chooseOutput(session, VECTORS, 'vectors');
  return {
    async run({ data, width, height }) {
      let tensor: Tensor;
      try {
        const pixels = new Tensor('float32', data, [1, 3, height, width]);
        tensor = (await session.run({ [PIXELS]: pixels }, [output]))[output]!;
      } catch (error) {
        throw new Unfit(`its graph fails on ${width} × ${height} pixels: ${(error as Error).message}`);
      }
      const { dims } = tensor;
      const fits =
        (dims.length === 2 || dims.length === 3) && dims[0] === 1 && dims.every((size) => size > 0);
      if (!fits || tensor.type !== 'float32') {
        throw new Unfit(
          `its graph must give 1 × d or 1 × patches × d numbers; ${output} is ${dims.join(' × ')}`,
        );
      }
      return (tensor.data as Float32Array).slice(0, dims.at(-1));
    },
    release: () => session.release(),
  };
}

const PIXELS = 'pixel_values';

/** What stands for the whole picture first, then the states of its patches. */
const VECTORS = [named('image_embeds'), named('pooler_output'), ofRank(2), ofRank(3)];
