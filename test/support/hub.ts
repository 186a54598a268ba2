import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A repository as the pretended hub has it, at one commit. */
export interface Repository {
  commit: string;
  licence?: string;
  /** By path; those that end in .onnx or _data are kept as large files, as the hub keeps them. */
  files: Record<string, Uint8Array>;
  /** What the listing says of a file instead of the truth. */
  listed?: Record<string, Record<string, unknown>>;
}

/** Does something else than answering in full; true when the answer is given. */
export type Mischief = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => boolean;

/** A server on 127.0.0.1 with the paths of the model hub, and ranges. */
export class PretendedHub {
  readonly repositories: Record<string, Repository> = {};
  /** `GET <path> <range>` of every request, in order. */
  readonly asked: string[] = [];
  mischief: Mischief = () => false;
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async open(): Promise<this> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** How often a file was asked for. */
  timesAsked(path: string): number {
    return this.asked.filter((line) => line.split(' ')[0]!.endsWith(path)).length;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!.split('?')[0]!;
    this.asked.push(`${path} ${request.headers.range ?? ''}`.trim());
    const bytes = this.find(path);
    if (!bytes) return void response.writeHead(404).end('{"error":"Repository not found"}');
    if (this.mischief(request, response, bytes)) return;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN);
    if (from >= bytes.length) return void response.writeHead(416).end();
    if (Number.isNaN(from))
      return void response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    response.writeHead(206, {
      'content-length': bytes.length - from,
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
    response.end(bytes.subarray(from));
  }

  private find(path: string): Buffer | undefined {
    const listing = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/.exec(path);
    if (listing) {
      const repository = this.repositories[listing[1]!];
      const known = repository && ['main', repository.commit].includes(decodeURIComponent(listing[2]!));
      return known ? Buffer.from(JSON.stringify(list(repository))) : undefined;
    }
    const file = /^\/([^/]+\/[^/]+)\/resolve\/([0-9a-f]{40})\/(.+)$/.exec(path);
    const repository = file ? this.repositories[file[1]!] : undefined;
    if (!file || !repository || repository.commit !== file[2]) return undefined;
    const bytes = repository.files[file[3]!];
    return bytes && Buffer.from(bytes);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function list({ commit, licence, files, listed = {} }: Repository): unknown {
  const siblings = Object.entries(files).map(([rfilename, bytes]) => {
    const size = bytes.length;
    const blobId = createHash('sha1').update(`blob ${size}\0`).update(bytes).digest('hex');
    const large = /(\.onnx|_data)$/.test(rfilename);
    const lfs = large ? { lfs: { sha256: sha256(bytes), size, pointerSize: 134 } } : {};
    return { rfilename, size, blobId, ...lfs, ...listed[rfilename] };
  });
  const cardData = licence === undefined ? {} : { cardData: { license: licence } };
  return { id: 'any', sha: commit, siblings, ...cardData, tags: [] };
}
