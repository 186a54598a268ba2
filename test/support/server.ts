import type { ChildProcess } from 'node:child_process';
import { request, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { ended, start } from './parallax.js';

/** `parallax open` on a folder, as a process; its address once it serves. Ended when the test is over. */
export function openStudio(folder: string, env: Record<string, string> = {}): Promise<URL> {
  return addressOf(start(['open', folder, '--no-open', '--port', '0'], { env }));
}

/** The address of the studio that a command serves, which is ended when the test is over. */
export async function addressOf(child: ChildProcess): Promise<URL> {
  const end = ended(child);
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await end;
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout!.on('data', (text: string) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (address) resolve(new URL(address[0]));
    });
    void end.then(({ err }) => reject(new Error(`the server ended: ${err}`)));
  });
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A request as raw as an attacker's: the path is not tidied, and any header may be set. */
export function ask(
  address: URL,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: address.port,
        path,
        method: options.method ?? 'GET',
        headers: options.headers,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}
