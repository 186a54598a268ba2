import type { ModelSettings } from './model-settings.js';

/**
 * What a model must be, to the byte, and where it can be had. Nothing is loaded that does not have the
 * SHA-256 written here.
 */
export interface ModelLock {
  readonly name: string;
  /** Licence of the weights, as its publisher names it; null where none is named. */
  readonly licence: string | null;
  /** How its vectors are made; null where the files of the model say it. */
  readonly settings: ModelSettings | null;
  /** Exports of the same weights with different bytes, in order of preference. */
  readonly variants: readonly ModelVariant[];
}

export interface ModelVariant {
  /** Also the folder of the variant in the cache. */
  readonly name: string;
  /** Commit or release; null for a folder that has neither. */
  readonly revision: string | null;
  /** The ONNX graph among the files; what is beside it has the name that a `ModelLayout` gives it. */
  readonly graph: string;
  /** By path inside the folder of the variant, `/` between names. */
  readonly files: Readonly<Record<string, ModelFile>>;
  /** In the order they are tried; each holds all files of the variant. */
  readonly sources: readonly ModelSource[];
}

/** What must be beside the graph of a model that reads texts, and of one that looks at pictures. */
export const TOKENIZER = 'tokenizer.json';
export const PREPROCESSOR = 'preprocessor_config.json';

export interface ModelFile {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export type ModelSource =
  /** A repository of the model hub at a commit; it has the paths of the variant. */
  | { readonly kind: 'hub'; readonly repository: string; readonly revision: string }
  /** A zip that the user's own `mvn` fetches by coordinates (group:artifact:version), and the entries in it. */
  | {
      readonly kind: 'maven';
      readonly artifact: string;
      readonly entries: Readonly<Record<string, string>>;
    };

/** How a source is called in messages. */
export function sourceName(source: ModelSource): string {
  return source.kind === 'hub'
    ? `${new URL(hubAddress()).host} (${source.repository} at ${source.revision.slice(0, 12)})`
    : `Maven (${source.artifact})`;
}

/** Where the model hub is: `HF_ENDPOINT` as its own tools read it, for a mirror, else the public one. */
export function hubAddress(): string {
  const address = process.env.HF_ENDPOINT || 'https://huggingface.co';
  return URL.canParse(address) && /^https?:/.test(address)
    ? address.replace(/\/+$/, '')
    : 'https://huggingface.co';
}

export function variantBytes(variant: ModelVariant): number {
  return Object.values(variant.files).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A path that stays inside the folder it is joined to, on every system. */
export function isSafePath(path: string): boolean {
  return (
    path.length <= 200 &&
    path.split('/').every((name) => /^[\w][\w.+-]*$/.test(name) && !name.endsWith('.')) &&
    !/\.(part|tmp)$/.test(path)
  );
}
