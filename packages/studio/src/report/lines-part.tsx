import type { Counts, FileReading, Reading } from '@parallax-map/core';
import { counted, whole } from '../words.js';
import { encodingName, formatInWords, lineEntries, readingInWords, rowEntries } from './account.js';
import { Ledger } from './ledger.js';
import { RejectList } from './reject-list.js';
import { Section } from './section.js';
import { useMore } from './use-more.js';

interface LinesPartProps {
  id: string;
  counts: Counts;
  /** null in results of an earlier Parallax. */
  reading: Reading | null;
}

/** Where every line of the files went, and every row. */
export function LinesPart({ id, counts, reading }: LinesPartProps) {
  const lines = reading === null ? null : lineEntries(reading);
  return (
    <Section id={id} title={linesTitle(reading)}>
      {lines !== null && <Ledger name="Lines" entries={lines} />}
      <Ledger name="Rows" entries={rowEntries(counts)} />
      {reading?.files.length === 1 && <OneFile file={reading.files[0]!} />}
      {reading !== null && reading.files.length > 1 && <FileTable files={reading.files} />}
      {reading !== null && <RejectList reading={reading} />}
    </Section>
  );
}

export function linesTitle(reading: Reading | null): string {
  const hasLines = reading !== null && lineEntries(reading) !== null;
  return hasLines ? 'Where every line went' : 'Where every row went';
}

function OneFile({ file }: { file: FileReading }) {
  return (
    <p className="note">
      {formatInWords(file)}. {readingInWords(file).join(' ')}
    </p>
  );
}

/** Files that stand at once where there are many. */
const FIRST = 8;

function FileTable({ files }: { files: FileReading[] }) {
  const [shown, more] = useMore(files.length, FIRST, 100);
  return (
    <>
      <table className="files">
        <caption>{counted(files.length, 'file')}</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="figure">
              Lines
            </th>
            <th scope="col" className="figure">
              Rows
            </th>
            <th scope="col" className="figure">
              No row
            </th>
          </tr>
        </thead>
        <tbody>
          {files.slice(0, shown).map((file) => (
            <tr key={file.name}>
              <th scope="row">
                <bdi>{file.name}</bdi>{' '}
                <span className="type">
                  {formatInWords(file)}
                  {file.encoding !== null && ` · ${encodingName(file.encoding)}`}
                </span>
                {notable(file) !== '' && <span className="reason">{notable(file)}</span>}
              </th>
              <td className="figure">{file.lines === null ? '–' : whole(file.lines)}</td>
              <td className="figure">{whole(file.rows)}</td>
              <td className="figure">{whole(file.rejectedLines)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}

/** That a file is valid UTF-8 needs no sentence of its own among many. */
function notable(file: FileReading): string {
  return readingInWords(file)
    .slice(file.encodingFrom === 'valid' ? 1 : 0)
    .join(' ');
}
