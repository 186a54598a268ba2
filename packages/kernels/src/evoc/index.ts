export {
  evoc,
  EVOC_EPOCHS,
  graphLayers,
  type EvocOptions,
  type EvocResult,
  type GraphLayersOptions,
} from './evoc.js';
export { clusterLayers, type ClusterLayer, type ClusterLayers, type LayerOptions } from './layers.js';
