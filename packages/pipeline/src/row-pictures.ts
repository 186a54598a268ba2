import { pictureAddress, pictureSite, type StudioData } from '@parallax-map/core';
import { tableFromIPC } from 'apache-arrow';
import { readFile, stat } from 'node:fs/promises';
import { gatherPictures } from './encode/index.js';
import { pointer, type ResultsFolder } from './folder.js';
import { folders } from './pictures.js';
import { locate } from './place.js';
import { openStore } from './store/index.js';

/** The picture of a row, or in a few words why there is none to show. */
export type RowPicture = { bytes: Uint8Array; type: string } | { because: string; isAsked: boolean };

/**
 * Finds pictures of single rows, as the table names them and no others: files beside the table, or what an address gives,
 * which is kept in the store. The reader's yes comes with each question.
 *
 * @returns a function of perspective, row (its place in the input) and the site that the reader said yes to; `isAsked` is
 *   false where the picture is on another site than that
 */
export function rowPictures(
  folder: Pick<ResultsFolder, 'path' | 'studio'>,
): (perspective: string, row: number, site: string | null, signal: AbortSignal) => Promise<RowPicture> {
  let last: { stamp: string; named: Named } | undefined;
  const namedIn = async (perspective: string): Promise<Named> => {
    const { mtimeMs } = await stat(pointer(folder.path, perspective));
    const stamp = `${perspective} ${mtimeMs}`;
    if (last?.stamp !== stamp) last = { stamp, named: namedBy(await folder.studio(perspective)) };
    return last.named;
  };
  return async (perspective, row, site, signal) => {
    const { cell, file } = (await namedIn(perspective))(row);
    if (cell === '') return { because: 'This row has no picture.', isAsked: true };
    if (pictureSite(cell) !== null && pictureSite(cell) !== site) {
      return { because: 'The reader has not said yes to the site of this picture.', isAsked: false };
    }
    const place = await locate(folder.path, undefined);
    const context = { ...SILENT, signal, store: await openStore(folder.path) };
    const wanted = [{ cell, folder: folders({ paths: place.files })(file) }];
    const [found] = await gatherPictures(wanted, async () => new Set(), context);
    if (found === undefined || 'because' in found) {
      return { because: `No picture: ${found?.because ?? 'nothing found'}.`, isAsked: true };
    }
    const bytes = await readFile(found.path);
    return { bytes, type: typeOf(bytes) };
  };
}

const SILENT = { threads: 1, emit: () => {}, progress: () => {}, tally: () => {} };

/** What a row names as its picture, and the file it comes from. */
type Named = (row: number) => { cell: string; file: string };

function namedBy({ studio, table }: { studio: string; table: Uint8Array }): Named {
  const { picture, columns } = JSON.parse(studio) as StudioData;
  const field = picture && columns.find(({ name }) => name === picture.column)?.field;
  if (!picture || !field) return () => ({ cell: '', file: '' });
  // Cells are read one by one: the table may hold a million texts that nobody asks for.
  const read = tableFromIPC(table);
  const keys = read.getChild('row')!.toArray() as Uint32Array;
  const cellOf = (name: string, i: number): string => {
    const cell: unknown = read.getChild(name)?.get(i);
    return typeof cell === 'string' ? cell : '';
  };
  return (row) => {
    const i = keys.indexOf(row);
    if (i < 0) return { cell: '', file: '' };
    return { cell: pictureAddress(picture, cellOf(field, i)), file: cellOf('file', i) };
  };
}

/** As the first bytes say it; they have been read as a picture before. */
function typeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8')) return 'image/jpeg';
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('RIFF')) return 'image/webp';
  return head.slice(4, 8) === 'ftyp' ? 'image/avif' : 'image/tiff';
}
