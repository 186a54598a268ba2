import type { FastifyInstance } from 'fastify';

/**
 * The studio is for this machine's browser alone. Any page on the web may send requests to 127.0.0.1, and a
 * name of its own may be made to point there (DNS rebinding), so Host and Origin are checked on every request.
 */
export function guard(app: FastifyInstance, port: () => number): void {
  app.addHook('onRequest', async (request, reply) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    if (!hosts.includes(request.headers.host ?? '')) {
      return reply.code(403).send({ error: 'This server answers only to 127.0.0.1 and localhost.' });
    }
    const { origin } = request.headers;
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
      return reply.code(403).send({ error: 'This server answers only to its own pages.' });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return reply.code(405).header('allow', 'GET, HEAD').send({ error: 'This server only reads.' });
    }
    return undefined;
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS);
  });
}

const HEADERS = {
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
