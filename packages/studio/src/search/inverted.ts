/** Titles as they were read. */
export interface Read {
  words: string[];
  /** The words of row i are stream[starts[i]] … stream[starts[i + 1] − 1]. */
  starts: Uint32Array;
  stream: Uint32Array;
  /** Logarithm of each row's weight; of the weights, only this is used. */
  lifts: Float32Array;
}

/** Titles by their words, which are in alphabetical order. */
export interface Inverted extends Read {
  /** The rows that hold word w, ascending, are rowsOf[firsts[w]] … rowsOf[firsts[w + 1] − 1]. */
  rowsOf: Uint32Array;
  firsts: Uint32Array;
  /** The first word of each title. */
  heads: Uint32Array;
}

/** Puts the words in order, and says in which rows each stands; a step at a time. */
export function* inverted({ words, starts, stream, lifts }: Read): Generator<undefined, Inverted> {
  const order = words.map((_, id) => id).sort((a, b) => (words[a]! < words[b]! ? -1 : 1));
  yield;
  const place = new Uint32Array(words.length);
  order.forEach((id, k) => (place[id] = k));
  const firsts = new Uint32Array(words.length + 1);
  for (let at = 0; at < stream.length; at++) {
    stream[at] = place[stream[at]!]!;
    firsts[stream[at]! + 1]!++;
  }
  yield;
  for (let word = 0; word < words.length; word++) firsts[word + 1]! += firsts[word]!;
  const next = firsts.slice();
  const rowsOf = new Uint32Array(stream.length);
  const heads = new Uint32Array(starts.length - 1);
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) rowsOf[next[stream[at]!]!++] = row;
    heads[row] = stream[starts[row]!]!;
  }
  yield;
  return { words: order.map((id) => words[id]!), starts, stream, lifts, rowsOf, firsts, heads };
}
