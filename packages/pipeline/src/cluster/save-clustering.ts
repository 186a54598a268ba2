import type { Artifact } from '../store/index.js';
import {
  decodeJson,
  decodeTable,
  encodeJson,
  encodeTable,
  tableColumn,
  type Column,
} from '../store/index.js';
import type { Clustering } from './clustering.js';

/** A clustering as files of the store. */
export function saveClustering(clustering: Clustering): Record<string, Uint8Array> {
  const { labels, topics, probabilities, outlierScores, persistence, tree, settled, collapse } = clustering;
  const rows: Column[] = [
    { name: 'topic', type: 'int32', values: labels },
    { name: 'probability', type: 'float32', values: probabilities },
  ];
  if (outlierScores) rows.push({ name: 'outlier_score', type: 'float32', values: outlierScores });
  const files: Record<string, Uint8Array> = {
    'rows.arrow': encodeTable(rows),
    'clustering.json': encodeJson({
      topics,
      settled,
      collapse,
      persistence: persistence ? [...persistence] : undefined,
    }),
  };
  if (tree) {
    files['tree.arrow'] = encodeTable([
      { name: 'parent', type: 'int32', values: tree.parent },
      { name: 'child', type: 'int32', values: tree.child },
      { name: 'lambda', type: 'float64', values: tree.lambda },
    ]);
    files['nodes.arrow'] = encodeTable([{ name: 'node', type: 'int32', values: tree.topicNode }]);
  }
  return files;
}

/** Reads what {@link saveClustering} wrote. */
export function loadClustering({ files }: Artifact): Clustering {
  const rows = decodeTable(files['rows.arrow']!);
  const facts = decodeJson(files['clustering.json']!) as Pick<
    Clustering,
    'topics' | 'settled' | 'collapse'
  > & {
    persistence?: number[];
  };
  const scored = rows.some(({ name }) => name === 'outlier_score');
  const tree = files['tree.arrow'] && decodeTable(files['tree.arrow']);
  return {
    labels: tableColumn(rows, 'topic', 'int32').values,
    topics: facts.topics,
    probabilities: tableColumn(rows, 'probability', 'float32').values,
    outlierScores: scored ? tableColumn(rows, 'outlier_score', 'float32').values : undefined,
    persistence: facts.persistence && Float64Array.from(facts.persistence),
    tree: tree && {
      parent: tableColumn(tree, 'parent', 'int32').values,
      child: tableColumn(tree, 'child', 'int32').values,
      lambda: tableColumn(tree, 'lambda', 'float64').values,
      topicNode: tableColumn(decodeTable(files['nodes.arrow']!), 'node', 'int32').values,
    },
    settled: facts.settled,
    collapse: facts.collapse,
  };
}
