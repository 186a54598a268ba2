import { LEVELS, ParallaxError } from '@parallax-map/core';
import { EXPORTS, exportMap, type ExportKind } from '@parallax-map/pipeline';
import { offlineShell } from '@parallax-map/studio';
import { Argument, Option, type Command } from 'commander';
import { relative } from 'node:path';

interface ExportFlags {
  perspective: string;
  out?: string;
  theme: 'day' | 'night';
  width?: string;
  height?: string;
  level?: string;
  force?: boolean;
}

/** `parallax export`: the map of a folder of results as a file, with no browser. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write the map as a picture or as one page, with no browser')
    .addArgument(
      new Argument(
        '<what>',
        'png: a picture of any size up to 16384 pixels a side; svg: names as text and points as circles, or as one picture where they are more than 20,000; html: the studio in one file that needs no network',
      ).choices(EXPORTS),
    )
    .argument('<folder>', 'a folder that `parallax run` made, such as films.parallax')
    .option('--perspective <name>', 'whose map', 'main')
    .option('--out <file>', 'the file (default: here, called as the folder: films.parallax → films.png)')
    .addOption(
      new Option('--theme <theme>', 'an atlas by day, a sky by night (png, svg)')
        .choices(['day', 'night'])
        .default('day'),
    )
    .option('--width <pixels>', 'width of the picture, 1 to 16384 (png, svg; default: 2400)')
    .option('--height <pixels>', 'height of the picture (png, svg; default: two thirds of the width)')
    .option(
      '--level <level>',
      'names of one level, 1 (coarsest) to 5, or of all that find room (png, svg; default: those that show while the whole map is on the screen)',
    )
    .option('--force', 'write over a file that is there')
    .option('--stack', 'show where an error came from')
    .action(async (what: ExportKind, folder: string, flags: ExportFlags) => {
      const { perspective, out, theme, force } = flags;
      const ofPictures = (['width', 'height', 'level'] as const).find((flag) => flags[flag] !== undefined);
      if (what === 'html' && ofPictures !== undefined) {
        throw new ParallaxError(
          'USAGE',
          `--${ofPictures} is of pictures (png, svg); html has the whole studio`,
        );
      }
      const { path, bytes } = await exportMap(folder, {
        ...{ what, perspective, out, theme, force },
        width: flags.width === undefined ? undefined : pixels('width', flags.width),
        height: flags.height === undefined ? undefined : pixels('height', flags.height),
        level: flags.level === undefined ? undefined : levelOf(flags.level),
        shell: what === 'html' ? await offlineShell() : undefined,
      });
      const here = relative(process.cwd(), path);
      process.stdout.write(`${here.startsWith('..') ? path : here} (${size(bytes)})\n`);
    });
}

function pixels(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value)) return value;
  throw new ParallaxError('USAGE', `--${flag} needs a whole number of pixels; got "${text}"`);
}

function levelOf(text: string): number | 'all' {
  if (text === 'all') return 'all';
  const level = Number(text);
  if (Number.isInteger(level) && level >= 1 && level <= LEVELS) return level;
  throw new ParallaxError('USAGE', `--level needs a whole number from 1 to ${LEVELS}, or all; got "${text}"`);
}

/** "412 kB", "3.1 MB" */
function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
