import {
  recipeJsonSchema,
  type PerspectiveList,
  type PerspectiveRecipe,
  type StudioData,
} from '@parallax-map/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { RunHost } from './run-host.js';

/** What is there to be looked at: published, or made so far by the run that goes on. */
export function addResults(app: FastifyInstance, host: RunHost): void {
  const { folder } = host;
  app.get('/api/perspectives', async (): Promise<PerspectiveList> => ({
    name: folder.name,
    perspectives: await host.perspectives(),
    running: host.running(),
  }));
  app.get('/api/schema', async () => recipeJsonSchema());
  app.get<Named>('/api/perspectives/:name/studio.json', async ({ params: { name }, headers }, reply) => {
    const etag = await etagOf(host, name);
    if (etag === undefined) return unknown(reply);
    if (isKnown(headers, etag)) return reply.code(304).header('etag', quoted(etag)).send();
    const text = await studioOf(host, name);
    return reply.header('etag', quoted(etag)).type('application/json; charset=utf-8').send(text);
  });
  app.get<Named>('/api/perspectives/:name/map.arrow', async ({ params: { name }, headers }, reply) => {
    const etag = await etagOf(host, name);
    if (etag === undefined) return unknown(reply);
    if (isKnown(headers, etag)) return reply.code(304).header('etag', quoted(etag)).send();
    const shown = host.preview(name);
    const { table } = shown ? shown.preview.files() : await folder.studio(name);
    return reply
      .header('etag', quoted(etag))
      .type('application/vnd.apache.arrow.file')
      .send(Buffer.from(table.buffer, table.byteOffset, table.byteLength));
  });
  app.get<Named>('/api/perspectives/:name/recipe.json', async ({ params: { name } }, reply) => {
    if ((await etagOf(host, name)) === undefined) return unknown(reply);
    return recipeOf(JSON.parse(await studioOf(host, name)) as StudioData);
  });
  app.get<Named>('/api/perspectives/:name/linkage', async ({ params: { name } }, reply) => {
    if (!(await folder.perspectives()).includes(name)) return unknown(reply);
    const bytes = await folder.linkage(name);
    if (bytes !== undefined) {
      return reply.type('application/octet-stream').send(Buffer.from(bytes.buffer, bytes.byteOffset));
    }
    const error = `"${name}" has no linkage tree: only HDBSCAN’s is kept, by runs of this Parallax.`;
    return reply.code(404).send({ error });
  });
}

interface Named {
  Params: { name: string };
}

/** Names what there is to see of a perspective; undefined where there is nothing, or no such perspective. */
async function etagOf(host: RunHost, name: string): Promise<string | undefined> {
  const shown = host.preview(name);
  if (shown !== undefined) return shown.etag;
  if (!(await host.folder.perspectives()).includes(name)) return undefined;
  return (await host.folder.keys(name))?.publish;
}

async function studioOf(host: RunHost, name: string): Promise<string> {
  const shown = host.preview(name);
  if (shown !== undefined) return JSON.stringify(shown.preview.files().data);
  return (await host.folder.studio(name)).studio;
}

function recipeOf({ perspective, report }: StudioData): PerspectiveRecipe {
  return {
    version: 1,
    perspective,
    decisions: Object.fromEntries(report.decisions.map(({ path, value }) => [path, value])),
    origin: Object.fromEntries(report.decisions.map(({ path, origin }) => [path, origin])),
  };
}

function quoted(etag: string): string {
  return `"${etag}"`;
}

function isKnown(headers: { 'if-none-match'?: string | undefined }, etag: string): boolean {
  return headers['if-none-match'] === quoted(etag);
}

function unknown(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'There is no perspective of that name.' });
}
