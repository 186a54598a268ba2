import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { artifactKey } from '../../step.js';
import { writeFileAtomic } from '../../store/index.js';
import { openVectorChunks, textHash, type StoredVector, type VectorChunks } from '../vector-chunks.js';
import type { ServerModel } from './decision.js';
import { estimateTokens, intoPieces, type ServerReading } from './pieces.js';

/** What is to be sent for a table of texts, and what is kept of it from before. */
export interface Wanted {
  /** SHA-256 of what is sent for each text, in its order: one, or its passages. */
  hashes: string[][];
  /** How many texts are longer than is sent at once. */
  long: number;
  /** Every distinct piece, by its hash, with the first text it is of. */
  pieces: Map<string, Piece>;
  kept: Map<string, StoredVector>;
  /** Those that must be asked for, in the order of the texts. */
  missing: Piece[];
  folder: string;
  chunks: VectorChunks;
}

export interface Piece {
  hash: string;
  sent: string;
  /** The first text that it is of. */
  text: number;
  /** By estimate. */
  tokens: number;
}

/**
 * Looks up what is kept. A vector is kept by server, model, dimensions and what is sent, prefix included: the same
 * text is asked for once, however often it stands in the table and whatever was asked with it.
 *
 * @param storeFolder of the store
 */
export async function lookUpKept(
  texts: readonly string[],
  decision: ServerModel & ServerReading,
  storeFolder: string,
): Promise<Wanted> {
  const { server, model, dimensions } = decision;
  const key = artifactKey({ name: 'server-vectors', version: 1 }, { server, model, dimensions }, []);
  const folder = join(storeFolder, 'vectors', key);
  const pieces = new Map<string, Piece>();
  let long = 0;
  const hashes = texts.map((text, index) => {
    const { sent, isLong } = intoPieces(text, decision);
    if (isLong) long++;
    return sent.map((sent) => {
      const hash = textHash(sent);
      if (!pieces.has(hash)) pieces.set(hash, { hash, sent, text: index, tokens: estimateTokens(sent) });
      return hash;
    });
  });
  const chunks = await openVectorChunks(folder);
  const kept = await chunks.read(new Set(pieces.keys()));
  const missing = [...pieces.values()].filter(({ hash }) => !kept.has(hash));
  return { hashes, long, pieces, kept, missing, folder, chunks };
}

/** What a run would have to ask an embedding server for. */
export interface PendingTexts {
  /** Distinct texts, or passages, that no vector is kept of; and how many there are in all. */
  texts: number;
  of: number;
  /** Tokens to be sent, by estimate. */
  tokens: number;
}

/**
 * How much a run would ask a server for, before it is asked.
 *
 * @param storeFolder of the store
 */
export async function pendingTexts(
  texts: readonly string[],
  decision: ServerModel & ServerReading,
  storeFolder: string,
): Promise<PendingTexts> {
  const { missing, pieces } = await lookUpKept(texts, decision, storeFolder);
  return { texts: missing.length, of: pieces.size, tokens: sumTokens(missing) };
}

export function sumTokens(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { tokens }) => sum + tokens, 0);
}

const identitySchema = z.looseObject({ says: z.string().nullable() });

/** What the server called its model when it gave the vectors kept here; undefined where none were. */
export async function readIdentity(folder: string): Promise<{ says: string | null } | undefined> {
  try {
    return identitySchema.parse(JSON.parse(await readFile(join(folder, IDENTITY_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes down whose vectors a folder keeps, before the first are. */
export async function writeIdentity(folder: string, model: ServerModel, says: string | null): Promise<void> {
  const { server, model: name, dimensions } = model;
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify({ version: 1, server, model: name, dimensions, says }, null, 2) + '\n';
  await writeFileAtomic(join(folder, IDENTITY_FILE), text);
}

const IDENTITY_FILE = 'server.json';
