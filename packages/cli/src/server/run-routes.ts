import { ParallaxError, type Refusal, type RunRequest, type RunStarted } from '@parallax-map/core';
import { BadDecision, checkRun } from '@parallax-map/pipeline';
import type { FastifyInstance } from 'fastify';
import type { RunHost } from './run-host.js';

/** Bytes of a request for a run. */
const MOST_BYTES = 64 * 1024;

/** Runs that the page starts and stops. */
export function addRuns(app: FastifyInstance, host: RunHost): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Nothing is what a request to stop a run says.
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });

  app.post('/api/runs', { bodyLimit: MOST_BYTES }, async ({ body }, reply) => {
    if (host.running() !== null) return reply.code(409).send(goingOn(host));
    const request = readRequest(body);
    try {
      await checkRun(host.folder.path, request);
    } catch (error) {
      if (!(error instanceof ParallaxError)) throw error;
      return reply.code(400).send(refusal(error));
    }
    // Another may have been quicker while this one was looked at.
    if (host.running() !== null) return reply.code(409).send(goingOn(host));
    return reply.code(202).send({ id: host.start(request) } satisfies RunStarted);
  });

  app.delete<{ Params: { id: string } }>('/api/runs/:id', async ({ params: { id } }, reply) => {
    if (host.stop(id)) return reply.code(204).send();
    return reply.code(404).send({ error: 'No run of that id is going on.' } satisfies Refusal);
  });
}

function goingOn(host: RunHost): Refusal {
  const { perspective } = host.running()!;
  const error = `A run of "${perspective}" is going on; wait for it, or stop it first.`;
  return { error, code: 'RUN_LOCKED' };
}

function refusal(error: ParallaxError): Refusal {
  const path = error instanceof BadDecision ? error.path : undefined;
  return { error: error.message, code: error.code, ...(path !== undefined && { path }) };
}

/** What came over the wire as a request. */
function readRequest(body: unknown): RunRequest {
  if (!isRecord(body)) throw malformed('an object', body);
  const unknown = Object.keys(body).filter((key) => !['perspective', 'decisions', 'from'].includes(key));
  if (unknown.length > 0) throw malformed('only perspective, decisions and from', unknown[0]);
  const { perspective, decisions, from } = body;
  if (typeof perspective !== 'string') throw malformed('the name of a perspective', perspective);
  if (!isRecord(decisions)) throw malformed('decisions as an object by their paths', decisions);
  if (from !== undefined && typeof from !== 'string') throw malformed('from as a name', from);
  return { perspective, decisions, ...(from !== undefined && { from }) };
}

function malformed(wanted: string, got: unknown): Error {
  const shown = (JSON.stringify(got) ?? 'nothing').slice(0, 80);
  return Object.assign(new Error(`A request for a run needs ${wanted}; got ${shown}.`), { statusCode: 400 });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
