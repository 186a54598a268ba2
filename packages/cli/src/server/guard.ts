import { WRITE_HEADERS } from '@parallax-map/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Where anything may be changed. */
const WRITABLE = '/api/runs';

/**
 * The studio is for this machine's browser alone. Any page on the web may send requests to 127.0.0.1, and a
 * name of its own may be made to point there (DNS rebinding), so Host and Origin are checked on every request. One
 * that changes something must besides carry what a page from elsewhere cannot send unasked.
 */
export function guard(app: FastifyInstance, port: () => number): void {
  app.addHook('onRequest', async (request, reply) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const { host, origin } = request.headers;
    if (!hosts.includes(host ?? '')) {
      return reply.code(403).send({ error: 'This server answers only to 127.0.0.1 and localhost.' });
    }
    if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) {
      return reply.code(403).send({ error: 'This server answers only to its own pages.' });
    }
    // What a page elsewhere embeds or links to comes without an origin, may cost time, and may make this machine ask others.
    if (isApi(request) && !['same-origin', 'none'].includes(siteOf(request))) {
      return reply.code(403).send({ error: 'This server answers only to its own pages.' });
    }
    if (request.method === 'GET' || request.method === 'HEAD') return undefined;
    if (!pathOf(request).startsWith(WRITABLE)) {
      return reply.code(405).header('allow', 'GET, HEAD').send({ error: 'This server only reads here.' });
    }
    if (origin !== `http://${host}`) {
      return reply
        .code(403)
        .send({ error: 'Runs are started and stopped by this server’s own pages alone.' });
    }
    for (const [name, wanted] of Object.entries(WRITE_HEADERS)) {
      const got = request.headers[name];
      if (typeof got === 'string' && got.split(';')[0]!.trim().toLowerCase() === wanted) continue;
      const status = name === 'content-type' ? 415 : 403;
      return reply.code(status).send({ error: `The header ${name} must be ${wanted}.` });
    }
    return undefined;
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS);
  });
}

function isApi(request: FastifyRequest): boolean {
  return pathOf(request).startsWith('/api/');
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0]!;
}

/** Where the browser says the request comes from; what says nothing is no page. */
function siteOf(request: FastifyRequest): string {
  return String(request.headers['sec-fetch-site'] ?? 'none');
}

export const HEADERS = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  // Shared memory for threads needs a page isolated from other origins.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
