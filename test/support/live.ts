import type { LiveEvent } from '@parallax-map/core';
import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { ask, type Answer } from './server.js';

/** A request such as the studio's own page sends to start or stop a run. */
export function write(
  address: URL,
  method: 'POST' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  const all = {
    host: address.host,
    origin: address.origin,
    'content-type': 'application/json',
    'x-parallax': '1',
    ...headers,
  };
  const sent = Object.entries(all).filter(([, value]) => value !== undefined);
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return ask(address, path, {
    method,
    headers: Object.fromEntries(sent) as Record<string, string>,
    body: text,
  });
}

export function json<T>(answer: Answer): T {
  return JSON.parse(answer.body.toString()) as T;
}

/** Listens to what the server tells, from now until the test is over. */
export class Events {
  readonly heard: LiveEvent[] = [];
  private waiting: (() => void)[] = [];

  constructor(address: URL) {
    const asked = request({ host: '127.0.0.1', port: address.port, path: '/api/events' }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        const lines = (text + part).split('\n');
        text = lines.pop()!;
        for (const line of lines) {
          if (line.startsWith('data: '))
            this.heard.push(JSON.parse(line.slice('data: '.length)) as LiveEvent);
        }
        for (const look of this.waiting.splice(0)) look();
      });
      response.on('error', () => {});
    });
    asked.on('error', () => {}).end();
    onTestFinished(() => void asked.destroy());
  }

  /** The first event that fits, among those heard and those to come. */
  async until<T extends LiveEvent['type']>(
    type: T,
    fits: (event: Extract<LiveEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<LiveEvent, { type: T }>> {
    for (;;) {
      const found = this.heard.find(
        (event): event is Extract<LiveEvent, { type: T }> =>
          event.type === type && fits(event as Extract<LiveEvent, { type: T }>),
      );
      if (found !== undefined) return found;
      await new Promise<void>((look) => this.waiting.push(look));
    }
  }
}
