import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const dist = new URL('dist/', import.meta.url);

export const liveFolder = fileURLToPath(new URL('live', dist));

export async function offlineShell() {
  const file = new URL('offline.html', dist);
  if (!existsSync(file)) {
    throw new Error(`The studio is not built: ${fileURLToPath(file)} is missing. Run "npm run build" first.`);
  }
  return readFile(file, 'utf8');
}
