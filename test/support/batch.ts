import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NO_MODEL, ROOT, type Ended } from './parallax.js';

/**
 * The real command for many command lines: starting a process for each would take most of the time, so they share
 * one, which is started again when one of them ends or stalls it.
 */
export class Batch {
  private child: ChildProcess | undefined;

  /** Runs one command line in a folder; a signal in place of a status means that it took the process with it. */
  run(args: string[], cwd: string, limit = 60_000): Promise<Ended> {
    const child = (this.child ??= this.start());
    return new Promise((resolve) => {
      const finish = (ended: Ended): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(ended);
      };
      const timer = setTimeout(() => child.kill('SIGKILL'), limit);
      child.once('message', (message) => finish({ signal: null, ...(message as Omit<Ended, 'signal'>) }));
      child.once('exit', (status, signal) => {
        this.child = undefined;
        finish({ status, signal, out: '', err: 'the process ended' });
      });
      child.send({ args, cwd });
    });
  }

  end(): void {
    this.child?.kill();
  }

  private start(): ChildProcess {
    const script = fileURLToPath(new URL('./batch-worker.mjs', import.meta.url));
    return fork(script, [], {
      cwd: ROOT,
      // Whatever this machine has, the outcomes are those of one without extensions.
      env: { ...process.env, ...NO_MODEL, DUCKDB_EXTENSION_DIRECTORY: ROOT },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}
