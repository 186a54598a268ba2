import { ParallaxError, type MeaningAnswer } from '@parallax-map/core';
import { searchMeaning } from '@parallax-map/pipeline';
import type { FastifyInstance } from 'fastify';
import type { RunHost } from './run-host.js';

const MOST_LETTERS = 1000;
const MOST_HITS = 100;
const USUAL_HITS = 10;

/** `GET /api/search`: the rows nearest in meaning to a few words. */
export function addSearch(app: FastifyInstance, host: RunHost): void {
  const search = searchMeaning(host.folder);
  app.addHook('onClose', () => search.close());
  app.get<{ Querystring: Record<string, unknown> }>('/api/search', async ({ query }, reply) => {
    const { perspective, q } = query;
    const k = query['k'] === undefined ? USUAL_HITS : Number(query['k']);
    const refuse = (error: string) => reply.code(400).send({ error });
    if (typeof q !== 'string' || q.trim() === '' || q.length > MOST_LETTERS) {
      return refuse(`q must be 1 to ${MOST_LETTERS} characters.`);
    }
    if (!Number.isInteger(k) || k < 1 || k > MOST_HITS) return refuse(`k must be 1 to ${MOST_HITS}.`);
    if (typeof perspective !== 'string' || !(await host.folder.perspectives()).includes(perspective)) {
      return reply.code(404).send({ error: 'There is no perspective of that name with results.' });
    }
    // Who types on does not wait for what was typed before.
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    try {
      const found = await search.find(perspective, q.trim(), k, gone.signal);
      return { ...found, because: null } satisfies MeaningAnswer;
    } catch (error) {
      // Nothing went wrong: these rows are not of that kind.
      if (!(error instanceof ParallaxError && error.code === 'NOT_SEARCHABLE')) throw error;
      return { hits: [], encoder: null, because: error.message } satisfies MeaningAnswer;
    }
  });
}
