import { asParallaxError, type RunRequest, type RunSummary } from '@parallax-map/core';
import { folderOf, run, watchFolder, type RunOptions } from '@parallax-map/pipeline';
import { AlreadyTold } from '../already-told.js';
import type { RunHooks } from '../server/run-host.js';
import { both } from '../terminal/listener.js';
import { openStudio, stopped, tellRun, type Telling } from './studio.js';

/**
 * Runs with the studio open from the beginning: it is shown as soon as the table is read and the recipe stands, and
 * fills while the run goes on. It stays until the user wants out, also where the run failed; what is refused before
 * there is anything to look at ends the command.
 *
 * @throws ParallaxError; AlreadyTold with the status of a run that failed while the studio was open
 */
export async function runInStudio(
  tables: string[],
  options: RunOptions,
  { port, signal, ...how }: { port: number | undefined; signal: AbortSignal } & Telling,
): Promise<void> {
  const { perspective = 'main', shell, threads } = options;
  const folder = watchFolder(await folderOf(tables, options.out));

  /** What the page asks for goes on from the recipe of the folder; where none was written yet, from the beginning. */
  const again = (request: RunRequest, hooks: RunHooks): Promise<RunSummary> =>
    tellRun(how, async (listener) => {
      const common = { ...hooks, shell, threads, listener: both(hooks.listener, listener) };
      if (await folder.hasRecipe()) return run(folder.path, { ...request, ...common });
      const decisions = { ...options.decisions, ...request.decisions };
      return run(tables, { ...options, ...request, ...common, decisions });
    });

  const studio = await openStudio(folder, again, { port, perspective, json: how.json, signal });
  let shown: Promise<void> | undefined;
  let failed: unknown;
  try {
    const { summary } = studio.host.begin(perspective, (hooks) =>
      tellRun(how, (tell) => {
        const listener = both(both(hooks.listener, tell), ({ type }) => {
          if (type === 'run') shown ??= studio.show(true);
        });
        return run(tables, { ...options, ...hooks, listener });
      }),
    );
    await summary;
  } catch (error) {
    failed = error;
  }
  if (shown !== undefined && !signal.aborted) {
    await shown;
    await studio.show(false);
    await stopped(signal);
  }
  await studio.close();
  if (failed !== undefined) throw new AlreadyTold(asParallaxError(failed).status);
}
