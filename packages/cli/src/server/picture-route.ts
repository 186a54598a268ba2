import { rowPictures, type ResultsFolder } from '@parallax-map/pipeline';
import type { FastifyInstance } from 'fastify';

/**
 * Pictures of rows come through this server, so that the page's policy allows no other site at all, and no site learns
 * more of the reader than that somebody asked. Only what the table names is fetched, by the number of its row; a picture on
 * another site only with that site in the question, which the page sends once the reader said yes to it.
 */
export function addPictures(app: FastifyInstance, folder: ResultsFolder): void {
  const pictureOf = rowPictures(folder);
  app.get<{ Params: { name: string; row: string }; Querystring: { site?: string } }>(
    '/api/perspectives/:name/pictures/:row',
    async (request, reply) => {
      const { name, row } = request.params;
      if (!(await folder.perspectives()).includes(name) || !/^\d{1,10}$/.test(row)) {
        return reply.code(404).send({ error: 'There is no such row.' });
      }
      const stop = new AbortController();
      request.raw.on('close', () => stop.abort());
      const { site } = request.query;
      const found = await pictureOf(name, Number(row), typeof site === 'string' ? site : null, stop.signal);
      if ('because' in found) {
        return reply.code(found.isAsked ? 404 : 403).send({ error: found.because });
      }
      return reply
        .type(found.type)
        .header('cache-control', 'private, max-age=600')
        .send(Buffer.from(found.bytes));
    },
  );
}
