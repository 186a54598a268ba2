import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAudit } from './commands/audit.js';
import { addExport } from './commands/export.js';
import { addModels } from './commands/models.js';
import { addOpen } from './commands/open.js';
import { addRun } from './commands/run.js';
import { addSchema } from './commands/schema.js';

/**
 * The `parallax` command.
 *
 * @param signal aborted when the user wants out
 */
export function buildProgram(signal: AbortSignal): Command {
  const program = new Command('parallax')
    .description('From a table of texts to named topics on a map, with how far each can be trusted.')
    .version(version())
    .showHelpAfterError('Run with --help to see what there is.')
    .exitOverride()
    .enablePositionalOptions();
  addRun(program, signal);
  addAudit(program, signal);
  addOpen(program, signal);
  addExport(program);
  addModels(program, signal);
  addSchema(program);
  return program;
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
