import type { LiveEvent, PerspectiveList, StudioData } from '@parallax-map/core';
import { liveFolder } from '@parallax-map/studio';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Made } from './fixture.js';

/** The policy that the local server sends. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** What a page asked that is to be answered, or null where this server has no such answer. */
export type Answered = { status: number; body: unknown } | null;

/** The local server as the page sees it, with a run that goes on as the test says. */
export class LiveServer {
  /** What there is to see, by perspective; the page is told of changes by `tell` alone. */
  readonly shown = new Map<string, { made: Made; etag: string }>();
  /** Perspectives that are listed besides, and broken. */
  listed: string[] = [];
  running: PerspectiveList['running'] = null;
  /** Requests that write, as `POST /api/runs {…}`. */
  readonly written: string[] = [];
  /** Answers `/api/search`. */
  search: (query: URLSearchParams) => Answered = () => null;
  private story: LiveEvent[] = [];
  private readonly pages = new Set<ServerResponse>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async open(): Promise<void> {
    await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  show(perspective: string, made: Made, etag: string): void {
    const studio: StudioData = { ...made.studio, perspective, name: `tales ${perspective}` };
    this.shown.set(perspective, { made: { ...made, studio }, etag });
  }

  tell(...events: LiveEvent[]): void {
    for (const event of events) {
      if (event.type === 'run-started') this.story = [];
      this.story.push(event);
      for (const page of this.pages) page.write(`data: ${JSON.stringify(event)}\n\n`);
    }
  }

  /** Tells of more to see, under the name that `show` gave it. */
  tellShown(perspective: string, stage: 'points' | 'topics' | 'done'): void {
    this.tell({ type: 'partial', perspective, stage, etag: this.shown.get(perspective)!.etag });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    const send = (status: number, type: string, body: string | Uint8Array, etag?: string): void => {
      response.writeHead(status, {
        'content-type': type,
        'content-security-policy': POLICY,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        ...(etag !== undefined && { etag: `"${etag}"` }),
      });
      response.end(body);
    };
    const json = (status: number, value: unknown, etag?: string): void =>
      send(status, 'application/json', JSON.stringify(value), etag);

    if (request.method === 'POST' || request.method === 'DELETE') {
      let body = '';
      for await (const part of request) body += String(part);
      this.written.push(`${request.method} ${pathname} ${body}`.trim());
      return request.method === 'POST' ? json(202, { id: 'again' }) : void response.writeHead(204).end();
    }
    const perspectives = [...this.shown.keys(), ...this.listed];
    if (pathname === '/api/perspectives')
      return json(200, { name: 'tales', perspectives, running: this.running });
    if (pathname === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const list: LiveEvent = { type: 'perspectives', name: 'tales', perspectives };
      for (const event of [...this.story, list]) response.write(`data: ${JSON.stringify(event)}\n\n`);
      this.pages.add(response);
      response.on('close', () => this.pages.delete(response));
      return;
    }
    if (pathname === '/api/search') {
      const found = this.search(searchParams);
      return found === null ? json(404, { error: 'nothing' }) : json(found.status, found.body);
    }
    const asked = /^\/api\/perspectives\/([a-z]+)\/(studio\.json|map\.arrow)$/.exec(pathname);
    const answer = this.shown.get(asked?.[1] ?? '');
    if (asked && answer === undefined) return json(404, { error: 'There is no perspective of that name.' });
    if (answer && request.headers['if-none-match'] === `"${answer.etag}"`) {
      return void response.writeHead(304, { etag: `"${answer.etag}"` }).end();
    }
    if (answer && asked![2] === 'studio.json') return json(200, answer.made.studio, answer.etag);
    if (answer) return send(200, 'application/vnd.apache.arrow.file', answer.made.table, answer.etag);
    try {
      const file = pathname === '/' ? '/index.html' : pathname;
      send(200, TYPES[extname(file)] ?? '', await readFile(join(liveFolder, file)));
    } catch {
      send(404, 'text/plain', 'not here');
    }
  }
}
