import type { CutSection, StudioData } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { withAnswer } from '../data/with-answer.js';
import { counted, percent, whole } from '../words.js';
import type { Recut } from './cut/recut.js';

/** What the studio shows: rows with their topics, and what is said of them. */
export interface Answer {
  data: StudioData;
  rows: Rows;
}

/** The answer that another cut of the tree gives. What only a run can know (doubts, blind spots) is left out. */
export function answerOf(base: Answer, recut: Recut, section: CutSection): Answer {
  const rows = withAnswer(base.rows, {
    x: base.rows.x,
    y: base.rows.y,
    levels: recut.levels,
    probability: recut.probability,
  });
  const { report } = base.data;
  const topics = recut.topics.levels.at(-1)!.topics.length;
  let noise = 0;
  for (const topic of recut.levels.at(-1)!) if (topic < 0) noise++;
  const noiseShare = rows.n === 0 ? 0 : noise / rows.n;
  const values: Record<string, unknown> = {
    'cluster.minClusterSize': recut.minClusterSize,
    'cluster.selection': section.selection,
    'cluster.epsilon': section.epsilon,
    'cluster.maxClusterSize': section.maxClusterSize,
    'cluster.allowSingleCluster': section.allowSingleCluster,
    'cluster.topics': section.topics,
    'levels.method': 'condensed',
  };
  return {
    rows,
    data: {
      ...base.data,
      topics: recut.topics,
      report: {
        ...report,
        counts: { ...report.counts, topics, noise, noiseShare },
        noiseNote: noiseNote(rows.n, noise, topics),
        decisions: report.decisions.map((decision) =>
          decision.path in values && JSON.stringify(values[decision.path]) !== JSON.stringify(decision.value)
            ? { ...decision, value: values[decision.path], origin: 'recipe' as const, reason: 'turned here' }
            : decision,
        ),
        doubts: { refit: null, collapse: null },
        changes: null,
      },
    },
  };
}

function noiseNote(rows: number, noise: number, topics: number): string {
  if (topics === 0) return `No group of rows is dense enough: all ${counted(rows, 'row')} are noise.`;
  if (noise === 0) return `All ${counted(rows, 'row')} have a topic.`;
  const placed = rows - noise;
  return `${whole(placed)} of ${counted(rows, 'row')} (${percent(placed / rows)}) have a topic; ${whole(noise)} fit none tightly enough.`;
}
