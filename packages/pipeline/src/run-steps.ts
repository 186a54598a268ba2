import {
  earlierName,
  withNames,
  type Estimate,
  type Listener,
  type Perspective,
  type Report,
  type RunSummary,
} from '@parallax-map/core';
import type { Matrix, NeighborGraph } from '@parallax-map/kernels';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { answerFrom, mapSection, type MadeAnswer } from './answer.js';
import { beginRun, estimateLarge, type BeginOptions } from './begin-run.js';
import { lookForBlindSpots } from './blind-spots.js';
import {
  levelsStep,
  ownTopicsStep,
  ownTopicValues,
  type Clustering,
  type OwnTopics,
} from './cluster/index.js';
import { compareEarlier } from './compare-earlier.js';
import { refitDoubt } from './doubt/index.js';
import { encodeStep, type EncodeInputs, type Encoding, type ResolvedEncoder } from './encode/index.js';
import { notePublished, perspectivesBehind } from './folder.js';
import { labelStep, namingOf, ownNames } from './label/index.js';
import { ownMap } from './own-places.js';
import type { Prepared } from './prepare.js';
import { preview, unclustered, type Preview } from './preview.js';
import { publishStep, type Results } from './publish/index.js';
import { writeRecipe } from './recipe-file.js';
import { layoutStep, neighborsStep } from './reduce/index.js';
import { refitMany } from './refit-many.js';
import { reporter } from './reporter.js';
import type { Made, StepRunner } from './run-step.js';
import { reasons, refitSeeds, settle } from './settle.js';
import type { Table } from './store/index.js';
import { shownOf } from './shown.js';
import { summarise } from './summarise.js';

export interface RunStepsOptions extends BeginOptions {
  shell: string | undefined;
  /** Told what there is to see already, while the run goes on. */
  onPreview: ((preview: Preview) => void) | undefined;
}

export interface Answer extends Pick<RunSummary, 'report' | 'topics'> {
  /** What was expected of it; undefined where nobody asked. */
  estimate: Estimate | undefined;
}

/** The order of the steps, and what passes between them: the pipeline on one page. */
export async function runSteps(
  runner: StepRunner,
  prepared: Prepared,
  options: RunStepsOptions,
): Promise<Answer> {
  const { recipe, folder, name, request } = prepared;
  const warnings: Report['warnings'] = [];
  // What is warned of here stands in the report; it must not depend on which steps the store already had.
  const listener: Listener = (event) => {
    if (event.type === 'warning') warnings.push({ code: event.code, message: event.message });
    options.listener(event);
  };
  const perspective = recipe.perspectives[name]!;

  const begun = await beginRun(runner, prepared, { ...options, listener });
  const { audit, data, rowsKey, pictures, kept, places, encoder } = begun;
  const { table } = data.output;
  const estimate = await estimateLarge(runner, prepared, begun, listener);
  await writeRecipe(folder, recipe);

  const own = ownMap(data);
  const encoded = encoder && (await encode(runner, encoder, { table, pictures }, data.key));
  // Where nothing encodes, the places on the map are all that is known of the rows.
  const vectors: Made<Matrix> = encoded === null ? own! : { ...encoded, output: encoded.output.vectors };
  const metric = encoded === null ? 'euclidean' : 'cosine';
  const k = Math.min(perspective.reduce.neighbors, kept.length) - 1;
  const graph =
    encoded === null
      ? noNeighbors(vectors)
      : await runner.run(neighborsStep, { k }, vectors.output, [vectors.key]);

  const settled = settle(perspective, kept.length);
  for (const [path, { value, reason }] of Object.entries(reasons(perspective, kept.length))) {
    listener({ type: 'decision', path, value, reason });
  }
  const given = { perspective, settled, graph, vectors, own };
  const mapLayout = mapSection(given, perspective.seed);
  const map = own ?? (await runner.run(layoutStep, mapLayout, graph.output, [graph.key], 'map'));
  const ownTopics = topicsOf(perspective, request.name, table, kept);
  const reported = reporter(prepared, begun, encoded?.output ?? null, graph.output, warnings);
  const shown = shownOf(prepared, begun, map.output, graph.output);
  const pending = { refit: null, blindSpots: null, changes: null };
  const onPreview = (stage: Preview['stage'], results: () => Results): void =>
    options.onPreview?.(preview(name, stage, results));
  onPreview('points', () => {
    const none = unclustered(kept.length);
    return { ...shown, ...none, report: reported({ ...pending, clustering: none.clustering }) };
  });
  const answer: MadeAnswer =
    ownTopics === undefined
      ? await answerFrom(runner, given, perspective.seed)
      : await runner.run(ownTopicsStep, { column: ownTopics.column }, ownTopics, [data.key], 'cluster');
  const { output: clustering } = answer;
  warnOfCollapse(clustering, listener);

  const levels = await runner.run(
    levelsStep,
    perspective.levels,
    { clustering, vectors: vectors.output, metric },
    [answer.key, vectors.key],
  );
  const { keepNames, sameTopic, ...naming } = perspective.label;
  const compared = await compareEarlier(runner, {
    ...{ folder, perspective: name, source: prepared.sha256, sameTopic, listener },
    ...{ table, levels: levels.output.levels, inputKeys: [data.key, levels.key] },
  });
  const standing = keepNames ? compared : undefined;
  const texts = Array.from(kept, (row) => table.text[row]!);
  const labels = await runner.run(
    labelStep,
    naming,
    {
      texts,
      rows: kept,
      vectors: vectors.output,
      metric,
      map: map.output,
      nested: levels.output,
      own: ownTopics && ownNames(ownTopics.column, ownTopicValues(ownTopics.values), levels.output),
      persistence: clustering.persistence ?? null,
      nameFromBefore: standing && ((level, topic) => earlierName(standing.changes, level, topic)),
    },
    [data.key, vectors.key, map.key, levels.key, ...(standing ? [standing.key] : [])],
  );

  onPreview('topics', () => ({
    ...shown,
    clustering,
    levels: levels.output.levels,
    topics: labels.output,
    report: reported({ ...pending, clustering }),
  }));

  const seeds = refitSeeds(perspective);
  const refit = seeds.length === 0 ? null : refitDoubt(clustering, await refitMany(runner, given, seeds));
  const blindSpots =
    encoder === null
      ? null
      : await lookForBlindSpots(runner, {
          ...{ perspective, encoder, encoderName: encoded!.output.info.name },
          ...{ data, vectors, graph, models: places },
        });
  const topics = structuredClone(labels.output);
  for (const topic of topics.levels.at(-1)!.topics) topic.stability = refit?.jaccard[topic.id] ?? null;

  const changes = compared === undefined ? null : withNames(compared.changes, topics);
  const report = reported({ clustering, refit, blindSpots, changes });
  const published = await runner.run(
    publishStep(join(folder, 'perspectives', name), options.shell),
    { report, name: shown.name, shell: options.shell === undefined ? null : hash(options.shell) },
    {
      ...{ ...shown, clustering, levels: levels.output.levels, topics, report },
      ...{ linkage: answer.linkage?.output, naming: () => namingOf(texts, naming) },
    },
    [data.key, audit.key, graph.key, map.key, answer.key, levels.key, labels.key],
  );
  await notePublished(folder, name, {
    publish: published.key,
    data: rowsKey,
    source: prepared.sha256,
    earlier: compared?.earlier ?? null,
    vectors: encoded?.key ?? null,
    linkage: answer.linkage?.key ?? null,
  });
  for (const other of await perspectivesBehind(folder, rowsKey)) {
    const message = `the perspective "${other}" still shows the rows as they were; a run with --perspective ${other} renews it`;
    options.listener({ type: 'note', step: 'publish', message });
  }
  return { report, topics: summarise(topics, table), estimate };
}

function encode(
  runner: StepRunner,
  { section, resources }: ResolvedEncoder,
  inputs: Omit<EncodeInputs, 'resources'>,
  key: string,
): Promise<Made<Encoding>> {
  return runner.run(encodeStep, section, { ...inputs, resources }, [key]);
}

/** Rows that are near each other in nothing but their places on the map. */
function noNeighbors({ key, output: { rows } }: Made<Matrix>): Made<NeighborGraph> {
  const none = { rows, k: 0, indices: new Uint32Array(0), distances: new Float32Array(0) };
  return { key, output: none, reused: true };
}

/** Topics of one's own, where the perspective has them. */
function topicsOf(
  { cluster: { method, topicColumn } }: Perspective,
  name: string,
  table: Table,
  kept: Uint32Array,
): OwnTopics | undefined {
  if (method !== 'column') return undefined;
  return { column: topicColumn!, table: name, values: Array.from(kept, (row) => table.topics![row]!) };
}

function warnOfCollapse({ collapse }: Clustering, listener: Listener): void {
  if (collapse === undefined) return;
  listener({
    type: 'warning',
    step: 'cluster',
    code: 'COLLAPSE',
    message: `One topic holds ${Math.round(100 * collapse.share)} % of all rows. --selection leaf gives ${collapse.leafTopics} topics from the same tree.`,
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
