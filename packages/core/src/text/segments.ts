/**
 * What Intl.Segmenter finds in a text, in order, with the time and memory of its length. In the JavaScript engines of
 * today one segmenter call over a long string costs the square of its length (64,000 characters: 10 s and 2 GB), so
 * the text is handed over in pieces that end where no word can go on: behind white space or punctuation, and only
 * where neither comes for a long while in the middle of a run of signs.
 */
export function* segments(segmenter: Intl.Segmenter, text: string): Generator<Intl.SegmentData> {
  for (let from = 0; from < text.length;) {
    const to = pieceEnd(text, from);
    yield* segmenter.segment(text.slice(from, to));
    from = to;
  }
}

/** UTF-16 units in a piece; the cost of a call is small up to here. */
const PIECE = 600;
/** Behind these a new piece may begin: white space, and the punctuation of scripts that write without it. */
const BREAK = /[\s。、，．！？；：।॥؟،؛…]/;

function pieceEnd(text: string, from: number): number {
  const end = from + PIECE;
  if (end >= text.length) return text.length;
  for (let at = end; at > from + PIECE / 2; at--) {
    // White space followed by more of it, or by a mark that belongs to it, is no place to cut.
    if (BREAK.test(text[at - 1]!) && !/[\s\p{M}\u200d]/u.test(text[at]!)) return at;
  }
  return isLowSurrogate(text, end) ? end + 1 : end;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
