import { openFolder, run } from '@parallax-map/pipeline';
import { offlineShell } from '@parallax-map/studio';
import type { Command } from 'commander';
import { both } from '../terminal/listener.js';
import { DEFAULT_PORT, openStudio, portNumber, stopped, tellRun } from './studio.js';

/** `parallax open`: the studio on a folder of results. */
export function addOpen(program: Command, signal: AbortSignal): void {
  program
    .command('open')
    .description('open the studio on a folder of results')
    .argument('<folder>', 'a folder that `parallax run` made, such as films.parallax')
    .option('--port <port>', `port on 127.0.0.1 (default: ${DEFAULT_PORT}, or the next that is free)`)
    .option('--no-open', 'only print the address, leave the browser alone')
    .option('--stack', 'show where an error came from')
    .action(async (path: string, options: { port?: string; open: boolean; stack?: boolean }) => {
      const port = portNumber(options.port);
      const folder = await openFolder(path);
      const shell = await offlineShell();
      const studio = await openStudio(
        folder,
        (request, hooks) =>
          tellRun({ json: false, stack: options.stack === true }, (listener) =>
            run(folder.path, { ...request, ...hooks, shell, listener: both(hooks.listener, listener) }),
          ),
        { port, signal },
      );
      await studio.show(options.open);
      await stopped(signal);
      await studio.close();
    });
}
