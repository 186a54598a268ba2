import { join } from 'node:path';
import { z } from 'zod';
import { hashFile, modelFolder } from './cache.js';
import { download, type Expected } from './download.js';
import { hubFile } from './fetch-hub.js';
import { get } from './http.js';
import { required, type ModelLayout } from './layout.js';
import { hubAddress, isSafePath } from './model-lock.js';
import { invalid } from './model-settings.js';
import { writeManifest, type Pin } from './pin.js';

export interface PullOptions {
  signal: AbortSignal;
  note(message: string): void;
  progress?(bytes: number, total: number): void;
  cache: string;
}

/**
 * Fetches a model that nothing is known of yet: looks up the commit that a revision stands for, downloads the
 * files an encoder needs, checks them against the hub's own hashes, and notes their SHA-256 in the cache.
 *
 * @param repository `owner/name`
 * @param revision commit, branch or tag
 * @param layouts what it may be, best first
 * @throws ParallaxError MODEL_INVALID where the repository holds no encoder in ONNX; WrongBytes; Error saying why
 *   the hub cannot be had; AbortError when stopped
 */
export async function pullFromHub(
  repository: string,
  revision: string,
  layouts: readonly ModelLayout[],
  options: PullOptions,
): Promise<Pin> {
  const { signal, note, cache } = options;
  const found = await askHub(repository, revision, signal);
  const { graph, files } = chooseFiles(repository, found.files, layouts);
  const total = files.reduce((sum, { expected }) => sum + expected.bytes, 0);
  note(
    `Fetching ${repository} at ${found.commit.slice(0, 12)} (${(total / 1e6).toFixed(1)} MB, ` +
      `licence ${found.licence ?? 'not named'}) from ${new URL(hubAddress()).host}`,
  );
  const folder = join(modelFolder(cache, repository), found.commit);
  const hashes: Pin['files'] = {};
  let before = 0;
  for (const { path, expected } of files) {
    const done = before;
    await download(hubFile(repository, found.commit, path), join(folder, path), expected, {
      signal,
      progress: (size) => options.progress?.(done + size, total),
    });
    hashes[path] = { bytes: expected.bytes, sha256: await hashFile(join(folder, path)) };
    before += expected.bytes;
  }
  const pin: Pin = { revision: found.commit, licence: found.licence, graph, files: hashes };
  await writeManifest(folder, repository, pin);
  return pin;
}

interface HubFile {
  path: string;
  expected: Expected;
}

/** The commit a revision stands for, and the files there. */
async function askHub(
  repository: string,
  revision: string,
  signal: AbortSignal,
): Promise<{ commit: string; licence: string | null; files: HubFile[] }> {
  const address = `${hubAddress()}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const response = await get(address, { accept: 'application/json' }, signal);
  const bytes: Uint8Array[] = [];
  let size = 0;
  if (response.body) {
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > MOST_BYTES_OF_LISTING) throw new Error('sends a list of files that never ends');
      bytes.push(piece);
    }
  }
  const { host } = new URL(hubAddress());
  if (response.status === 401 || response.status === 403 || response.status === 404) {
    throw new Error(
      `${host} answered ${response.status}: no public model ${repository} with revision ${revision}`,
    );
  }
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  try {
    const { sha, siblings, cardData } = answerSchema.parse(JSON.parse(Buffer.concat(bytes).toString()));
    const licence = cardData?.license ?? null;
    return {
      commit: sha,
      licence: licence === null ? null : [licence].flat().join(', ').slice(0, 200),
      files: siblings.flatMap(hubFileOf),
    };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`${host} does not answer as a model hub: ${why.slice(0, 300)}`, { cause: error });
  }
}

const MOST_BYTES_OF_LISTING = 8_000_000;
/** No encoder's file is larger; what claims to be is not begun. */
const MOST_BYTES_OF_FILE = 40_000_000_000;
const size = z.int().min(0).max(MOST_BYTES_OF_FILE);
const answerSchema = z.looseObject({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.looseObject({
      rfilename: z.string(),
      size: size.optional(),
      blobId: z
        .string()
        .regex(/^[0-9a-f]{40}$/)
        .optional(),
      lfs: z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size }).optional(),
    }),
  ),
  cardData: z.looseObject({ license: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
});

function hubFileOf(sibling: z.infer<typeof answerSchema>['siblings'][number]): HubFile[] {
  const { rfilename: path, size = 0, blobId, lfs } = sibling;
  if (!isSafePath(path)) return [];
  if (lfs) return [{ path, expected: { bytes: lfs.size, hash: { kind: 'sha256', hex: lfs.sha256 } } }];
  if (!blobId || size === 0) return [];
  return [{ path, expected: { bytes: size, hash: { kind: 'git-sha1', hex: blobId } } }];
}

/** What an encoder needs of a repository, the small files first: they say whether it can be run at all. */
function chooseFiles(
  repository: string,
  files: HubFile[],
  layouts: readonly ModelLayout[],
): { graph: string; files: HubFile[] } {
  const has = (path: string): boolean => files.some((file) => file.path === path);
  const layout = layouts.find(({ graphs, companion }) => graphs.some(has) && has(companion));
  const graph = layout?.graphs.find(has);
  if (!layout || !graph) {
    throw invalid(repository, `its repository needs ${layouts.map(required).join('; or ')}`);
  }
  const wanted = new Set<string>([graph, layout.companion, ...layout.settings]);
  return {
    graph,
    files: files
      .filter(({ path }) => wanted.has(path) || isWeights(path, graph))
      .sort((a, b) => a.expected.bytes - b.expected.bytes || (a.path < b.path ? -1 : 1)),
  };
}

/** Graphs above 2 GB keep their weights beside them, in files that begin with their name. */
function isWeights(path: string, graph: string): boolean {
  return path.startsWith(`${graph}_data`) || path.startsWith(`${graph}.data`);
}
