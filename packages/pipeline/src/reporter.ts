import type { Report } from '@parallax-map/core';
import type { NeighborGraph } from '@parallax-map/kernels';
import type { Begun } from './begin-run.js';
import type { Encoding } from './encode/index.js';
import type { Prepared } from './prepare.js';
import { buildReport, type ReportInput } from './report.js';
import { decisionRecords } from './settle.js';

/** What a run has found so far; null for what is still to come, or was not asked for. */
export type Found = Pick<ReportInput, 'clustering' | 'refit' | 'blindSpots' | 'changes'>;

/**
 * Makes the reports of a run: a preview's and the last one's differ in what has been found.
 *
 * @param encoding null where nothing encodes
 * @param warnings as they stand when a report is made
 */
export function reporter(
  { recipe, name, request, guesses }: Prepared,
  { audit, data, kept, encoder }: Begun,
  encoding: Encoding | null,
  graph: NeighborGraph,
  warnings: Report['warnings'],
): (found: Found) => Report {
  const { purpose, cluster } = recipe.perspectives[name]!;
  const info = encoding?.info;
  const decisions = decisionRecords(recipe, name, kept.length, guesses, encoder?.decided ?? {});
  return (found) =>
    buildReport({
      source: request.name,
      perspective: name,
      purpose,
      decisions,
      encoder: {
        name: info?.name ?? 'none',
        dimensions: info?.dimensions ?? 0,
        model: info?.model ?? null,
        cutShare: info == null || info.cut === null ? null : info.cut / kept.length,
        fellBackBecause: info?.fellBackBecause ?? null,
      },
      neighbors: { k: graph.k, recall: graph.recall ?? null },
      audit: audit.output,
      table: data.output.table,
      method: cluster.method,
      topicColumn: cluster.method === 'column' ? cluster.topicColumn : null,
      warnings,
      ...found,
    });
}
