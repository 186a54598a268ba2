/**
 * The store keeps what steps made, by the hash of what made it.
 *
 * On disk: `<folder>/.store/<step>/<key>/` with the files of the artifact and `artifact.json`, which lists
 * each file's bytes and SHA-256. Written under a temporary name, fsynced, renamed: an artifact is there whole
 * or not at all. Anything unreadable, truncated or foreign is a miss.
 */
export interface Store {
  /** The stored artifact, its files checked against their hashes; undefined when it is not there whole. */
  read(step: string, key: string): Promise<Artifact | undefined>;
  /** Whether there seems to be one; only reading it tells whether it is whole. */
  has(step: string, key: string): Promise<boolean>;
  write(step: string, key: string, files: Record<string, Uint8Array>): Promise<Artifact>;
  /** Absolute path of `.store`, for what keeps files of its own there (vectors by row). */
  readonly folder: string;
}

export interface Artifact {
  readonly step: string;
  readonly key: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}
