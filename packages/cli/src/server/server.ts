import fastifyStatic from '@fastify/static';
import { ParallaxError, type ErrorCode, type Refusal } from '@parallax-map/core';
import { liveFolder } from '@parallax-map/studio';
import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { addEvents } from './event-stream.js';
import { guard } from './guard.js';
import { addPictures } from './picture-route.js';
import { addResults } from './results-routes.js';
import type { RunHost } from './run-host.js';
import { addRuns } from './run-routes.js';
import { addSearch } from './search-route.js';

export interface StudioServer {
  /** `http://127.0.0.1:4848/` */
  address: string;
  close(): Promise<void>;
}

/**
 * Serves the studio for one folder of results on 127.0.0.1, with the runs that go on in it.
 *
 * @param options `port` must be free (0 takes any); `firstPort` is tried first, then the ones after it
 * @throws ParallaxError PORT_IN_USE
 */
export async function serveStudio(
  host: RunHost,
  options: { port: number } | { firstPort: number },
): Promise<StudioServer> {
  const app = fastify({ logger: false, forceCloseConnections: true, exposeHeadRoutes: true });
  guard(app, () => (app.server.address() as AddressInfo).port);
  tellErrors(app);
  addResults(app, host);
  addRuns(app, host);
  addEvents(app, host);
  addSearch(app, host);
  addPictures(app, host.folder);
  await app.register(fastifyStatic, { root: liveFolder, cacheControl: false, dotfiles: 'deny' });
  await ('port' in options ? listen(app, options.port) : listenFrom(app, options.firstPort));
  const { port } = app.server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => app.close() };
}

function tellErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof ParallaxError;
    const status = known
      ? (STATUS[error.code] ?? 500)
      : ((error as { statusCode?: number }).statusCode ?? 500);
    const refusal: Refusal = {
      error: known || status < 500 ? (error as Error).message : 'The server failed.',
      ...(known && { code: error.code }),
    };
    return reply.code(status).send(refusal);
  });
}

/** What is no fault of the server. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  RUN_LOCKED: 409,
  MODEL_UNAVAILABLE: 503,
  MODEL_INVALID: 503,
  MODEL_CORRUPT: 503,
};

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    if (!isTaken(cause)) throw cause;
    throw new ParallaxError(
      'PORT_IN_USE',
      `Port ${port} on 127.0.0.1 is taken; name a free one with --port, or 0 for any.`,
      { cause },
    );
  }
}

async function listenFrom(app: FastifyInstance, first: number): Promise<void> {
  for (let port = first; port < first + 20; port++) {
    try {
      return await app.listen({ host: '127.0.0.1', port }).then(() => undefined);
    } catch (cause) {
      if (!isTaken(cause)) throw cause;
    }
  }
  return listen(app, 0);
}

function isTaken(error: unknown): boolean {
  return ['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
}
