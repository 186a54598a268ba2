import { countFindings } from '@parallax-map/core';
import type {
  Audit,
  BlindSpots,
  Changes,
  Collapse,
  Counts,
  DecisionRecord,
  Perspective,
  Purpose,
  RefitDoubt,
  Report,
} from '@parallax-map/core';
import { readFileSync } from 'node:fs';
import type { Clustering } from './cluster/index.js';
import type { Table } from './store/index.js';

export const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

export interface ReportInput {
  source: string;
  perspective: string;
  purpose: Purpose;
  decisions: DecisionRecord[];
  encoder: Report['encoder'];
  neighbors: Report['neighbors'];
  audit: Audit;
  table: Table;
  clustering: Clustering;
  refit: RefitDoubt | null;
  blindSpots: BlindSpots | null;
  /** How topics were found. */
  method: Perspective['cluster']['method'];
  /** Column with topics of one's own; null where they were found. */
  topicColumn: string | null;
  changes: Changes | null;
  warnings: Report['warnings'];
}

/** `report.json`: no timings and no dates, so that the same answer is the same bytes. */
export function buildReport(input: ReportInput): Report {
  const { clustering, purpose } = input;
  const counts = countRows(input.table, clustering);
  return {
    version: 1,
    parallax: VERSION,
    source: input.source,
    perspective: input.perspective,
    purpose,
    purposeNote: PURPOSE_NOTES[purpose],
    decisions: input.decisions,
    encoder: input.encoder,
    neighbors: input.neighbors,
    audit: countFindings(input.audit),
    counts,
    noiseNote:
      input.topicColumn === null
        ? noiseNote(counts, purpose, input.method)
        : ownNote(counts, input.topicColumn),
    doubts: { refit: input.refit, collapse: collapseAdvice(clustering) },
    blindSpots: input.blindSpots,
    changes: input.changes,
    warnings: input.warnings,
  };
}

const PURPOSE_NOTES: Record<Purpose, string> = {
  explore: 'Purpose: explore. The topics are one way to read the data, to look at and to argue with.',
  label:
    'Purpose: label. The topics are candidates for labels: name and approve them before a system uses them.',
};

function countRows(table: Table, clustering: Clustering): Counts {
  const dropped = new Map<string, number>();
  let kept = 0;
  for (let row = 0; row < table.rows; row++) {
    const because = table.droppedBecause[row] ?? null;
    if (because === null) kept++;
    else dropped.set(because, (dropped.get(because) ?? 0) + 1);
  }
  const noise = clustering.labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
  return {
    rows: table.rows,
    kept,
    dropped: [...dropped]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([because, rows]) => ({ because, rows })),
    topics: clustering.topics,
    noise,
    noiseShare: kept === 0 ? 0 : noise / kept,
  };
}

/** What gives every row a topic, and how to call it. */
const LEAVES_NONE_OUT: Partial<Record<ReportInput['method'], string>> = {
  kmeans: 'k-means',
  agglomerative: 'agglomerative clustering',
};

function noiseNote({ kept, noise, topics }: Counts, purpose: Purpose, method: ReportInput['method']): string {
  const say = (value: number): string => value.toLocaleString('en-US');
  if (topics === 0) {
    return `None of the ${say(kept)} rows form a topic: no group is dense enough at these settings. A smaller minClusterSize asks for less.`;
  }
  if (noise === 0) {
    const by = LEAVES_NONE_OUT[method];
    return `All ${say(kept)} rows have a topic${by === undefined ? '' : `, fitting or not: ${by} leaves none out`}.`;
  }
  const honest = `${say(kept - noise)} of ${say(kept)} rows have a topic; ${say(noise)} fit none tightly enough. That is honest, not a failure.`;
  return purpose === 'label'
    ? `${honest} They get no label, and what is trained on these topics should abstain on their like.`
    : honest;
}

function ownNote({ kept, noise }: Counts, column: string): string {
  const say = (value: number): string => value.toLocaleString('en-US');
  if (noise === 0) return `All ${say(kept)} rows have a topic, as "${column}" says.`;
  return `${say(kept - noise)} of ${say(kept)} rows have a topic, as "${column}" says; of ${say(noise)} it names none.`;
}

function collapseAdvice({ collapse, topics }: Clustering): Collapse | null {
  if (collapse === undefined) return null;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return {
    ...collapse,
    advice:
      `One topic swallows ${percent(collapse.share)} of all rows, and ${topics === 1 ? 'none is left beside it' : `${topics === 2 ? 'one shares' : `${topics - 1} share`} the rest with noise`}: ` +
      `excess of mass does that now and then. The leaves of the same tree give ${collapse.leafTopics} topics with ` +
      `${percent(collapse.leafNoiseShare)} noise: --selection leaf.`,
  };
}
