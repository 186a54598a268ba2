import fastifyStatic from '@fastify/static';
import { ParallaxError } from '@parallax-map/core';
import type { ResultsFolder } from '@parallax-map/pipeline';
import { liveFolder } from '@parallax-map/studio';
import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { guard } from './guard.js';
import { addPictures } from './picture-route.js';

export interface StudioServer {
  /** `http://127.0.0.1:4848/` */
  address: string;
  close(): Promise<void>;
}

/**
 * Serves the studio for one folder of results on 127.0.0.1.
 *
 * @param options `port` must be free (0 takes any); `firstPort` is tried first, then the ones after it
 * @throws ParallaxError PORT_IN_USE
 */
export async function serveStudio(
  folder: ResultsFolder,
  options: { port: number } | { firstPort: number },
): Promise<StudioServer> {
  const app = fastify({ logger: false, forceCloseConnections: true, exposeHeadRoutes: true });
  guard(app, () => (app.server.address() as AddressInfo).port);
  addData(app, folder);
  addPictures(app, folder);
  await app.register(fastifyStatic, { root: liveFolder, cacheControl: false, dotfiles: 'deny' });
  await ('port' in options ? listen(app, options.port) : listenFrom(app, options.firstPort));
  const { port } = app.server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => app.close() };
}

function addData(app: FastifyInstance, folder: ResultsFolder): void {
  app.get('/api/perspectives', async () => ({
    name: folder.name,
    perspectives: await folder.perspectives(),
  }));
  app.get<{ Params: { name: string } }>('/api/perspectives/:name/studio.json', async (request, reply) => {
    if (!(await folder.perspectives()).includes(request.params.name)) return unknown(reply);
    const { studio } = await folder.studio(request.params.name);
    return reply.type('application/json; charset=utf-8').send(studio);
  });
  app.get<{ Params: { name: string } }>('/api/perspectives/:name/map.arrow', async (request, reply) => {
    if (!(await folder.perspectives()).includes(request.params.name)) return unknown(reply);
    const { table } = await folder.studio(request.params.name);
    return reply.type('application/vnd.apache.arrow.file').send(Buffer.from(table));
  });
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof ParallaxError;
    const status = known ? 500 : ((error as { statusCode?: number }).statusCode ?? 500);
    reply
      .code(status)
      .send({ error: known || status < 500 ? (error as Error).message : 'The server failed.' });
  });
}

function unknown(reply: { code(status: number): { send(body: unknown): unknown } }): unknown {
  return reply.code(404).send({ error: 'There is no perspective of that name.' });
}

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
