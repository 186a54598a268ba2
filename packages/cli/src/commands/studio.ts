import {
  asParallaxError,
  ParallaxError,
  type Listener,
  type RunRequest,
  type RunSummary,
} from '@parallax-map/core';
import type { ResultsFolder } from '@parallax-map/pipeline';
import { RunHost, type RunHooks } from '../server/run-host.js';
import { failure } from '../terminal/failure.js';
import { chooseTeller } from '../terminal/listener.js';

/** First port tried when none is named. */
export const DEFAULT_PORT = 4848;

/** The studio that a command serves. */
export interface OpenedStudio {
  host: RunHost;
  /** Says where it is, and opens a browser there where one is wanted and there is a display. */
  show(browser: boolean): Promise<void>;
  /** Stops the run that goes on, and the server. */
  close(): Promise<void>;
}

export interface OpenStudioOptions {
  port: number | undefined;
  /** That is looked at first. */
  perspective?: string;
  /** Whether standard output is for events alone. */
  json?: boolean;
  signal: AbortSignal;
}

/**
 * Serves the studio on a folder, with the runs that go on in it.
 *
 * @param again runs the folder's table once more, for the page
 * @throws ParallaxError PORT_IN_USE
 */
export async function openStudio(
  folder: ResultsFolder,
  again: (request: RunRequest, hooks: RunHooks) => Promise<RunSummary>,
  { port, perspective = 'main', json = false, signal }: OpenStudioOptions,
): Promise<OpenedStudio> {
  const host = new RunHost(folder, again, signal);
  // Only who opens the studio waits for the web server to load.
  const { serveStudio } = await import('../server/server.js');
  const server = await serveStudio(host, port === undefined ? { firstPort: DEFAULT_PORT } : { port });
  const address = perspective === 'main' ? server.address : `${server.address}?perspective=${perspective}`;
  return {
    host,
    async show(browser) {
      const out = json ? process.stderr : process.stdout;
      out.write(`\nThe studio is at ${address}\nStop it with Ctrl-C.\n`);
      if (!browser || !hasDisplay()) return;
      const { default: open } = await import('open');
      // A browser that cannot be started leaves the address, which is printed already.
      await open(address).catch(() => undefined);
    },
    async close() {
      await host.close();
      await server.close();
    },
  };
}

/** How a run is told at the terminal: as events, and what fails with its stack. */
export interface Telling {
  json: boolean;
  stack: boolean;
}

/** A run that the page asked for, told at the terminal as any other, and so is what it fails with. */
export async function tellRun(
  how: Telling,
  work: (listener: Listener) => Promise<RunSummary>,
): Promise<RunSummary> {
  const teller = chooseTeller(how.json);
  try {
    return await work(teller.listener);
  } catch (error) {
    teller.end();
    process.stderr.write(failure(asParallaxError(error), how));
    throw error;
  } finally {
    teller.end();
  }
}

/** Resolves when the user wants out. */
export async function stopped(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** @throws ParallaxError USAGE */
export function portNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
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
