import { blocks, CR, LF } from './blocks.js';
import type { PlainText } from './plain-text.js';

export interface TextLine {
  line: string;
  /** How it ends; null for a last line without an end. */
  end: 'lf' | 'crlf' | 'cr' | null;
}

/** The lines of a text, ended by LF, CRLF or CR. */
export async function* textLines(text: PlainText): AsyncGenerator<TextLine> {
  let pieces: Buffer[] = [];
  let afterCr = false;
  const take = (piece?: Buffer): string => {
    const bytes = pieces.length === 0 && piece ? piece : Buffer.concat(piece ? [...pieces, piece] : pieces);
    pieces = [];
    return bytes.toString('utf8');
  };
  for await (const block of blocks(text.path, text.start)) {
    let from = 0;
    let lf = block.indexOf(LF);
    let cr = block.indexOf(CR);
    while (from < block.length) {
      if (afterCr) {
        afterCr = false;
        const crlf = block[from] === LF;
        if (crlf) lf = block.indexOf(LF, ++from);
        yield { line: take(), end: crlf ? 'crlf' : 'cr' };
        continue;
      }
      const end = lf >= 0 && (cr < 0 || lf < cr) ? lf : cr;
      if (end < 0) {
        pieces.push(Buffer.from(block.subarray(from)));
        break;
      }
      if (end === lf) {
        yield { line: take(block.subarray(from, end)), end: 'lf' };
        lf = block.indexOf(LF, end + 1);
      } else {
        // Whether LF follows may stand in the next block.
        pieces.push(Buffer.from(block.subarray(from, end)));
        afterCr = true;
        cr = block.indexOf(CR, end + 1);
      }
      from = end + 1;
    }
  }
  if (afterCr) yield { line: take(), end: 'cr' };
  else if (pieces.length > 0) yield { line: take(), end: null };
}
