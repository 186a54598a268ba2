import { recipeJsonSchema } from '@parallax-map/core';
import type { Command } from 'commander';

/** `parallax schema`: the JSON Schema of recipe files, for editors. */
export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of parallax.json')
    .action(() => {
      process.stdout.write(JSON.stringify(recipeJsonSchema(), null, 2) + '\n');
    });
}
