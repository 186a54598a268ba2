import type { NestedLevels } from '../levels/nested-levels.js';
import { countByClass } from './count-by-class.js';
import type { Corpus } from './weigh-terms.js';

/** By topic and term: how evenly the parts of the topic use the term, 0 to 1. */
export type Evenness = (topic: number) => (term: number) => number;

/** Who uses what at the finest level. */
export interface Usage {
  sizes: Float64Array;
  /** By topic: texts that use each term. */
  texts: Map<number, number>[];
}

export function topicsUsing({ terms }: Corpus, { levels, parents }: NestedLevels): Usage {
  const labels = levels[levels.length - 1]!;
  const topics = parents[levels.length - 1]!.length;
  const { counts, texts } = countByClass(terms.counts, labels, topics);
  const sizes = new Float64Array(topics);
  for (const topic of labels) if (topic >= 0) sizes[topic]!++;
  return {
    sizes,
    texts: Array.from(sizes, (_, topic) => {
      const used = new Map<number, number>();
      for (let at = counts.indptr[topic]!; at < counts.indptr[topic + 1]!; at++) {
        used.set(counts.indices[at]!, texts[at]!);
      }
      return used;
    }),
  };
}

/**
 * A name of a coarse topic should be true of all of it, not of the loudest of its parts. Evenness is the mean over
 * its rows of how far their part's share of texts with the term reaches the whole topic's share: 1 where all parts
 * use the term alike, one half where only a part with half of the rows does.
 */
export function evenness({ parents }: NestedLevels, level: number, { sizes, texts }: Usage): Evenness {
  const parts: number[][] = Array.from(parents[level]!, () => []);
  sizes.forEach((_, part) => {
    let topic = part;
    for (let finer = parents.length - 1; finer > level; finer--) topic = parents[finer]![topic]!;
    parts[topic]!.push(part);
  });
  return (topic) => {
    const own = parts[topic]!;
    const size = own.reduce((sum, part) => sum + sizes[part]!, 0);
    return (term) => {
      if (own.length === 1) return 1;
      const share = own.reduce((sum, part) => sum + (texts[part]!.get(term) ?? 0), 0) / size;
      return own.reduce(
        (sum, part) => sum + Math.min(sizes[part]!, (texts[part]!.get(term) ?? 0) / share) / size,
        0,
      );
    };
  };
}
