import { ParallaxError } from '@parallax-map/core';
import {
  listModels,
  pullModel,
  removeModel,
  reportDownload,
  type ShelvedModel,
} from '@parallax-map/pipeline';
import type { Command } from 'commander';
import { chooseTeller } from '../terminal/listener.js';
import { safe } from '../terminal/words.js';

interface Flags {
  json?: boolean;
  offline?: boolean;
}

/** The model that a run takes when its recipe names none. */
const DEFAULT_MODEL = 'minilm-l6-v2';

/** `parallax models`: what encodes, where it comes from, and whether it is what it should be. */
export function addModels(program: Command, signal: AbortSignal): void {
  const models = program
    .command('models')
    .description('see, fetch, verify and remove the models that encode');
  const add = (name: string, about: string): Command =>
    models
      .command(name)
      .description(about)
      .option('--json', 'for programs: one JSON value, or events as NDJSON')
      .option('--stack', 'show where an error came from');

  add('list [name]', 'what the lock knows and what is in the cache').action(
    async (name: string | undefined, flags: Flags) => {
      print(await listModels({ name, signal }), flags);
    },
  );
  add('pull [name]', `fetch a model into the cache: owner/name on the hub, default ${DEFAULT_MODEL}`)
    .option('--offline', 'stay off the network, as PARALLAX_OFFLINE=1 does')
    .action((name: string | undefined, flags: Flags) => pull(name ?? DEFAULT_MODEL, flags, signal));
  add('verify [name]', 'hash every file again; the exit status tells').action(
    async (name: string | undefined, flags: Flags) => {
      const found = await listModels({ name, signal });
      const isHere = ({ state, int8 }: ShelvedModel): boolean => state !== 'missing' || int8.length > 0;
      const here = name === undefined ? found.filter(isHere) : found;
      print(here, flags);
      refuse(here, name);
    },
  );
  add('remove <name>', 'delete a model, and what was made from it, from the cache').action(
    async (name: string, flags: Flags) => {
      const note = (message: string): void => void process.stderr.write(`${safe(message)}\n`);
      const bytes = await removeModel(name, { signal, note });
      const words = `${name} is removed; ${megabytes(bytes)} are free again.\n`;
      process.stdout.write(flags.json ? json({ name, bytes }) : words);
    },
  );
}

async function pull(name: string, flags: Flags, signal: AbortSignal): Promise<void> {
  const { listener, end } = chooseTeller(flags.json === true);
  const { from, folder } = await pullModel(name, {
    signal,
    note: (message) => listener({ type: 'note', step: 'models', message }),
    progress: reportDownload(listener),
    ...(flags.offline ? { offline: true } : {}),
  }).finally(end);
  const words = `${safe(name)} is in ${folder}, from ${from}, every file with the SHA-256 it must have.\n`;
  process.stdout.write(flags.json ? json({ type: 'model', name, from, folder }) : words);
}

function print(models: ShelvedModel[], flags: Flags): void {
  process.stdout.write(flags.json ? json(models) : models.map(words).join('\n'));
}

function words(model: ShelvedModel): string {
  const lines = [
    `${safe(model.name)}  ${STATES[model.state]}`,
    ...(model.state === 'elsewhere' ? [] : filesOf(model)),
    ...model.int8.map(derived),
  ];
  return lines.join('\n') + '\n';
}

function filesOf(model: ShelvedModel): string[] {
  const size =
    model.bytes === null
      ? `${megabytes(model.bytesHere)} so far`
      : model.state === 'part'
        ? `${megabytes(model.bytesHere)} of ${megabytes(model.bytes)}`
        : megabytes(model.bytes);
  return [
    `  size      ${size}`,
    `  licence   ${safe(model.licence ?? 'not named')}`,
    `  revision  ${safe(model.revision ?? 'none')}`,
    `  sources   ${safe(model.sources.join('; ') || 'none')}`,
    `  folder    ${safe(model.folder)}`,
    ...model.wrong.map(({ place, required, got }) => `  ! ${safe(place)}: required ${required}, got ${got}`),
  ];
}

/** A graph in 8 bits that was made from the model, on a line. */
function derived({ path, bytes, sha256, got, state }: ShelvedModel['int8'][number]): string {
  const place = safe(path);
  if (state === 'whole')
    return `  in 8 bits ${megabytes(bytes)}, made from it, with the SHA-256 it must have: ${place}`;
  if (state === 'missing') return `  in 8 bits gone; the next run in 8 bits makes it again: ${place}`;
  if (state === 'unused') return `  in 8 bits ${megabytes(bytes)} that nothing uses any more: ${place}`;
  return `  ! ${place}: required ${sha256}, got ${got}; the next run in 8 bits makes it again`;
}

const STATES: Record<ShelvedModel['state'], string> = {
  whole: 'in the cache, every file with the SHA-256 it must have',
  part: 'in the cache in part; "parallax models pull" goes on',
  wrong: 'in the cache, BUT NOT WHAT IT MUST BE; "parallax models pull" mends it',
  missing: 'not in the cache',
  elsewhere: 'made from a model that is not in the cache: one of a folder, or since removed',
};

/** What a script needs to hear: an error where a model that should be there is not, or not right. */
function refuse(models: ShelvedModel[], name: string | undefined): void {
  const wrong = models.filter(({ state }) => state === 'wrong');
  if (wrong.length > 0) {
    const which = wrong.map(({ name, variant }) => `${name} (${variant})`).join(', ');
    throw new ParallaxError(
      'MODEL_CORRUPT',
      `${which}: not what the lock requires; "parallax models pull" mends it.`,
    );
  }
  const altered = models.flatMap(({ int8 }) => int8).filter(({ state }) => state === 'wrong');
  if (altered.length > 0) {
    const which = altered.map(({ path }) => path).join(', ');
    throw new ParallaxError(
      'MODEL_CORRUPT',
      `${which}: not what its record requires; the next run in 8 bits makes it again.`,
    );
  }
  if (name !== undefined && !models.some(({ state }) => state === 'whole' || state === 'elsewhere')) {
    throw new ParallaxError(
      'MODEL_UNAVAILABLE',
      `${name} is not whole in the cache; "parallax models pull" fetches it.`,
    );
  }
}

function megabytes(bytes: number): string {
  const size = bytes / 1e6;
  return `${size < 10 ? size.toFixed(1) : Math.round(size).toLocaleString('en-US')} MB`;
}

function json(value: unknown): string {
  return JSON.stringify(value) + '\n';
}
