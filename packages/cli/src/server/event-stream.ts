import type { LiveEvent } from '@parallax-map/core';
import type { FastifyInstance } from 'fastify';
import { HEADERS } from './guard.js';
import type { RunHost } from './run-host.js';

/** A sign of life, so that neither side takes a quiet hour for a lost connection; milliseconds. */
const BEAT = 15_000;
/** A page that takes nothing in any more is let go, bytes; it asks again when it wakes up. */
const MOST_WAITING = 8 * 1024 * 1024;
/** Pages of one studio that listen at the same time. */
const MOST_LISTENERS = 32;

/** `GET /api/events`: what the runs of a folder tell, as server-sent events. */
export function addEvents(app: FastifyInstance, host: RunHost): void {
  let listeners = 0;
  app.get('/api/events', { exposeHeadRoute: false }, (_request, reply) => {
    if (listeners >= MOST_LISTENERS) {
      void reply.code(503).send({ error: `At most ${MOST_LISTENERS} pages can listen; close one.` });
      return;
    }
    listeners++;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    const write = (text: string): void => {
      if (raw.writableLength > MOST_WAITING) raw.destroy();
      else raw.write(text);
    };
    const beat = setInterval(() => write(':\n\n'), BEAT);
    const end = host.listen((event: LiveEvent) => write(`data: ${JSON.stringify(event)}\n\n`));
    raw.on('close', () => {
      listeners--;
      clearInterval(beat);
      end();
    });
  });
}
