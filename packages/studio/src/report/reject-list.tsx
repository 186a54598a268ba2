import type { Reading } from '@parallax-map/core';
import { counted, whole } from '../words.js';
import { LongValue, Words } from './value.js';

/** Rejects that are shown; all of them stand in rejects.csv. */
const MOST = 10;

/** Lines that became no row, each with why, as it stands in the file. */
export function RejectList({ reading: { files, rejects } }: { reading: Reading }) {
  if (rejects.length === 0) return null;
  const shown = rejects.slice(0, MOST);
  const all = files.reduce((sum, file) => sum + file.rejectedLines, 0);
  const left = all - shown.reduce((sum, { lines }) => sum + lines, 0);
  return (
    <>
      <h4>Lines that became no row</h4>
      <ul className="rejects">
        {shown.map(({ file, line, lines, reason, text }) => (
          <li key={`${file} ${line}`}>
            <span className="figure">
              {files.length > 1 && (
                <>
                  <bdi>{file}</bdi>{' '}
                </>
              )}
              <span className="whole">
                {lines === 1 ? `line ${whole(line)}` : `lines ${whole(line)}–${whole(line + lines - 1)}`}
              </span>
            </span>
            <div>
              <p>
                <LongValue text={text} />
              </p>
              <p className="why">
                <Words text={reason} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {left > 0 && <p className="note">{counted(left, 'more line', 'more lines')} in rejects.csv.</p>}
    </>
  );
}
