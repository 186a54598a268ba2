import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request asks for. */
export interface Asked {
  model: string;
  input: string[];
  dimensions?: number;
}

/** Does something else than answering well; true when the answer is given. */
export type Misdeed = (asked: Asked, response: ServerResponse, request: IncomingMessage) => boolean;

/** A server on 127.0.0.1 that speaks as OpenAI's does: `/v1/embeddings` and `/v1/models`. */
export class PretendedEmbeddings {
  /** The body of every request for vectors, in order. */
  readonly asked: Asked[] = [];
  /** `Authorization` of every request. */
  readonly keys: (string | undefined)[] = [];
  models = ['tiny-embed', 'other-embed'];
  misdeed: Misdeed = () => false;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  /** Base address. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** Texts that were asked for, in the order they came. */
  get texts(): string[] {
    return this.asked.flatMap(({ input }) => input);
  }

  async open(): Promise<this> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Forgets what was asked, and behaves well again. */
  forget(): void {
    this.asked.length = 0;
    this.keys.length = 0;
    this.misdeed = () => false;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.keys.push(request.headers.authorization);
    if (request.url === '/v1/models') {
      return reply(response, 200, { object: 'list', data: this.models.map((id) => ({ id })) });
    }
    if (request.url !== '/v1/embeddings') return reply(response, 404, { error: { message: 'no such page' } });
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked = JSON.parse(Buffer.concat(parts).toString('utf8')) as Asked;
    this.asked.push(asked);
    if (this.misdeed(asked, response, request)) return;
    if (!this.models.includes(asked.model)) {
      return reply(response, 404, { error: { message: `model "${asked.model}" not found` } });
    }
    reply(response, 200, goodAnswer(asked));
  }
}

/** What a well-behaved server answers, in an order of its own. */
export function goodAnswer({ model, input, dimensions = 12 }: Asked): {
  data: { index: number; embedding: unknown }[];
  model: string;
  usage: { prompt_tokens: number };
} {
  const data = input.map((text, index) => ({ index, embedding: vectorOf(text, dimensions) as unknown }));
  return {
    data: data.reverse(),
    model: `${model}-001`,
    usage: { prompt_tokens: input.join(' ').split(' ').length },
  };
}

export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Words hashed into a few dimensions: texts with words in common are near. Not of unit length. */
export function vectorOf(text: string, dimensions = 12): number[] {
  const vector = new Array<number>(dimensions).fill(0.01);
  for (const word of text.toLowerCase().split(/\W+/u)) {
    const hash = createHash('sha1').update(word).digest();
    vector[hash.readUInt32LE(0) % dimensions]! += hash[4]! > 127 ? 1 : -1;
  }
  return vector;
}
