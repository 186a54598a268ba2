import { ParallaxError } from '@parallax-map/core';
import { openFolder } from '@parallax-map/pipeline';
import type { Command } from 'commander';

/** First port tried when none is named. */
const DEFAULT_PORT = 4848;

/** `parallax open`: the studio on a folder of results. */
export function addOpen(program: Command, signal: AbortSignal): void {
  program
    .command('open')
    .description('open the studio on a folder of results')
    .argument('<folder>', 'a folder that `parallax run` made, such as films.parallax')
    .option('--port <port>', `port on 127.0.0.1 (default: ${DEFAULT_PORT}, or the next that is free)`)
    .option('--no-open', 'only print the address, leave the browser alone')
    .option('--stack', 'show where an error came from')
    .action(async (folder: string, options: { port?: string; open: boolean }) => {
      await openStudio(folder, { port: options.port, browser: options.open, signal });
    });
}

/** Serves the studio until the signal aborts. */
export async function openStudio(
  path: string,
  options: { port?: string | undefined; perspective?: string; browser: boolean; signal: AbortSignal },
): Promise<void> {
  const folder = await openFolder(path);
  // Only who opens the studio waits for the web server to load.
  const { serveStudio } = await import('../server/server.js');
  const port = options.port === undefined ? undefined : portNumber(options.port);
  const server = await serveStudio(folder, port === undefined ? { firstPort: DEFAULT_PORT } : { port });
  const address =
    options.perspective === undefined || options.perspective === 'main'
      ? server.address
      : `${server.address}?perspective=${options.perspective}`;
  process.stdout.write(`\nThe studio is at ${address}\nStop it with Ctrl-C.\n`);
  if (options.browser && hasDisplay()) {
    const { default: open } = await import('open');
    // A browser that cannot be started leaves the address, which is printed already.
    await open(address).catch(() => undefined);
  }
  await new Promise<void>((resolve) => {
    if (options.signal.aborted) resolve();
    options.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ParallaxError('USAGE', `--port needs a whole number from 0 to 65535; got "${text}"`);
  }
  return port;
}

function hasDisplay(): boolean {
  if (process.env.CI !== undefined) return false;
  if (process.platform !== 'linux') return true;
  return process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
}
