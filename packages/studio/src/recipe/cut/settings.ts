import type { CutSection, DecisionRecord, Report } from '@parallax-map/core';

/** How the answer at hand was cut; null where its method cuts no tree. */
export interface CutBase {
  method: 'hdbscan' | 'evoc';
  section: CutSection;
}

/** Reads it from the decisions of the run. */
export function cutBaseOf(report: Report): CutBase | null {
  const value = valueIn(report.decisions);
  const method = value('cluster.method') ?? 'hdbscan';
  if (method !== 'hdbscan' && method !== 'evoc') return null;
  const number = (path: string): number | null => {
    const found = value(path);
    return typeof found === 'number' && Number.isFinite(found) ? found : null;
  };
  return {
    method,
    section: {
      minClusterSize: Math.max(2, number('cluster.minClusterSize') ?? sizeFor(report.counts.kept)),
      selection: value('cluster.selection') === 'leaf' ? 'leaf' : 'eom',
      epsilon: Math.max(0, number('cluster.epsilon') ?? 0),
      maxClusterSize: number('cluster.maxClusterSize'),
      allowSingleCluster: value('cluster.allowSingleCluster') === true,
      topics: number('cluster.topics'),
    },
  };
}

/** Value of a decision by its place in the recipe; undefined where the report has none. */
export function valueIn(decisions: readonly DecisionRecord[]): (path: string) => unknown {
  const values = new Map(decisions.map(({ path, value }) => [path, value]));
  return (path) => values.get(path);
}

/** The run's rule of thumb, where a number of topics was wanted and no size is told. */
function sizeFor(rows: number): number {
  return Math.max(5, Math.round(0.28 * Math.sqrt(rows)));
}

/** A cut for the address: `30_leaf_e0.5_m900_s`, or `t40` in place of the size. */
export function formatCut(section: CutSection): string {
  const { minClusterSize, selection, epsilon, maxClusterSize, allowSingleCluster, topics } = section;
  return [
    topics === null ? String(minClusterSize) : `t${topics}`,
    ...(selection === 'leaf' ? ['leaf'] : []),
    ...(epsilon > 0 ? [`e${epsilon}`] : []),
    ...(maxClusterSize === null ? [] : [`m${maxClusterSize}`]),
    ...(allowSingleCluster ? ['s'] : []),
  ].join('_');
}

/** Reads it back; null where it makes no sense. */
export function parseCut(text: string): CutSection | null {
  const [first, ...rest] = text.split('_');
  const head = /^(t?)(\d{1,9})$/.exec(first ?? '');
  if (head === null || Number(head[2]) < 2) return null;
  const section: CutSection = {
    minClusterSize: head[1] === 't' ? 2 : Number(head[2]),
    selection: 'eom',
    epsilon: 0,
    maxClusterSize: null,
    allowSingleCluster: false,
    topics: head[1] === 't' ? Number(head[2]) : null,
  };
  for (const part of rest) {
    const size = /^m(\d{1,9})$/.exec(part);
    const distance = /^e(\d{1,9}(?:\.\d{1,25})?(?:e-\d{1,2})?)$/.exec(part);
    if (part === 'leaf') section.selection = 'leaf';
    else if (part === 's') section.allowSingleCluster = true;
    else if (size !== null && Number(size[1]) >= 2) section.maxClusterSize = Number(size[1]);
    else if (distance !== null) section.epsilon = Number(distance[1]);
    else return null;
  }
  return section;
}

/** Whether both give the same topics of the same tree. */
export function sameCut(a: CutSection, b: CutSection): boolean {
  return formatCut(a) === formatCut(b);
}
