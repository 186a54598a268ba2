import { Problem } from './problem.js';

export interface Perspectives {
  name: string;
  perspectives: string[];
}

/** What the local server offers: the folder's name and its perspectives. */
export async function listPerspectives(): Promise<Perspectives> {
  const list = (await (await ask('api/perspectives')).json()) as Perspectives;
  if (!Array.isArray(list.perspectives) || list.perspectives.length === 0) {
    throw new Problem('There is nothing to show yet.', 'Run "parallax run" on a table first.');
  }
  return list;
}

/** One perspective's JSON and Arrow bytes. */
export async function readLive(perspective: string): Promise<{ studio: unknown; table: Uint8Array }> {
  const place = `api/perspectives/${encodeURIComponent(perspective)}`;
  const [studio, table] = await Promise.all([ask(`${place}/studio.json`), ask(`${place}/map.arrow`)]);
  return { studio: await studio.json(), table: new Uint8Array(await table.arrayBuffer()) };
}

async function ask(address: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (error) {
    throw new Problem('The local server does not answer.', 'Start it again with "parallax open".', {
      cause: error,
    });
  }
  if (response.status === 404) {
    throw new Problem(
      `The server has no ${address}.`,
      'This perspective may not have been run yet: run "parallax run" first.',
    );
  }
  if (!response.ok) {
    throw new Problem(`The server answered ${response.status} for ${address}.`, 'Look at what it printed.');
  }
  return response;
}
