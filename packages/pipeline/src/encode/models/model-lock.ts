/**
 * What a model must be, to the byte, and where it can be had. Nothing is loaded that does not have the
 * SHA-256 written here.
 */
export interface ModelLock {
  readonly name: string;
  /** Licence of the weights, as an SPDX identifier. */
  readonly licence: string;
  /** Length of a vector. */
  readonly dimensions: number;
  /** Most tokens the model has positions for, special tokens counted. */
  readonly positions: number;
  /** Exports of the same weights with different bytes, in order of preference. */
  readonly variants: readonly ModelVariant[];
}

export interface ModelVariant {
  /** Also the folder of the variant in the cache. */
  readonly name: string;
  readonly revision: string;
  readonly files: Readonly<Record<ModelPart, ModelFile>>;
  /** In the order they are tried; each holds all files of the variant. */
  readonly sources: readonly ModelSource[];
}

/** The two files of a text encoder: the ONNX graph and the `tokenizer.json`. */
export type ModelPart = 'graph' | 'tokenizer';

export const MODEL_PARTS: readonly ModelPart[] = ['graph', 'tokenizer'];

export interface ModelFile {
  /** Name in the cache. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export type ModelSource =
  /** An address of its own for each file. */
  | { readonly kind: 'web'; readonly addresses: Readonly<Record<ModelPart, string>> }
  /** A zip that the user's own `mvn` fetches by coordinates (group:artifact:version), and the entries in it. */
  | {
      readonly kind: 'maven';
      readonly artifact: string;
      readonly entries: Readonly<Record<ModelPart, string>>;
    };

/** How a source is called in messages. */
export function sourceName(source: ModelSource): string {
  return source.kind === 'web' ? new URL(source.addresses.graph).host : `Maven (${source.artifact})`;
}
