import type { RefitDoubt, RunSummary } from '@parallax-map/core';
import { count, duration, percent, plural, safe } from './words.js';
import { changedText } from './changed.js';
import { wrap } from './wrap.js';

/**
 * A summary worth reading: rows, topics, noise, and the first doubt.
 *
 * @param width columns that a line may take
 */
export function summaryText(summary: RunSummary, width: number): string {
  return [rows, changed, topics, doubt, neighbors, blindSpots, where]
    .map((part) => part(summary, width))
    .filter((part) => part !== '')
    .join('\n\n');
}

function rows({ report }: RunSummary, width: number): string {
  const { counts } = report;
  const dropped = counts.dropped
    .map(({ because, rows: left }) => `${count(left)} ${safe(because)}`)
    .join(', ');
  const left = counts.rows - counts.kept;
  const kept =
    `${plural(counts.rows, 'row')} in, ${count(counts.kept)} kept` +
    (left > 0 ? `, ${count(left)} left out (${dropped})` : '');
  const noise = counts.topics > 0 ? `Noise: ${percent(counts.noiseShare)}. ` : '';
  return [`${kept}.`, `${noise}${report.noiseNote}`, report.purposeNote]
    .map((line) => wrap(line, width, 0))
    .join('\n');
}

/** A run that did nothing has nothing new to say. */
function changed({ report, topics: found, unchanged }: RunSummary, width: number): string {
  if (unchanged || report.changes === null) return '';
  return changedText(report.changes, found)
    .map((line) => wrap(line, width, 0))
    .join('\n');
}

function topics({ topics: found, report }: RunSummary, width: number): string {
  if (found.length === 0) return '';
  const threshold = report.doubts.refit?.threshold;
  const widest = Math.max(...found.map((topic) => count(topic.size).length));
  const indent = widest + 10;
  const line = (text: string): string => wrap(' '.repeat(indent) + text, width, indent);
  const told = found.flatMap(({ size, share, label, words, central, stability }) => {
    const fragile = threshold !== undefined && stability !== null && stability < threshold;
    const numbers = `  ${count(size).padStart(widest)}  ${percent(share).padStart(5)} `;
    const terms = words.map(safe).join(', ');
    return [
      '',
      wrap(`${numbers}${safe(label)}${fragile ? ' (fragile)' : ''}`, width, indent),
      ...(terms === '' ? [] : [line(terms)]),
      line(central.map((title) => `“${clip(safe(title))}”`).join('  ')),
    ];
  });
  const fragile = told.some((text) => text.endsWith(' (fragile)'));
  const note = fragile ? '; fragile ones do not come back from another seed' : '';
  return [wrap(`${plural(found.length, 'topic')}, largest first${note}:`, width, 0), ...told].join('\n');
}

function doubt({ report }: RunSummary, width: number): string {
  const { refit, collapse } = report.doubts;
  const { topics: found } = report.counts;
  const parts: string[] = [];
  if (refit !== null) {
    const answers = refit.each ?? [refit];
    const seeds = `from ${seedsOf(answers.map(({ seed }) => seed))} the same recipe gives`;
    const again = topicsOf(answers.map(({ topics }) => topics));
    parts.push(
      found === 0
        ? `The first doubt: ${seeds} ${again === 'no topics' ? 'none either' : again}.`
        : `The first doubt: ${seeds} ${again}; ${agreement(refit)} ` +
            `${count(refit.survived)} of ${plural(found, 'topic')} ${refit.survived === 1 ? 'comes' : 'come'} back ` +
            `(${answers.length > 1 ? 'mean ' : ''}Jaccard ≥ ${refit.threshold}).`,
    );
  }
  if (collapse !== null) parts.push(collapse.advice);
  return parts.map((part) => wrap(part, width, 0)).join('\n');
}

/** They follow each other, around the end of what seeds can be if need be. */
function seedsOf(seeds: number[]): string {
  return seeds.length === 1
    ? `another seed (${seeds[0]})`
    : `${count(seeds.length)} other seeds (${seeds[0]} to ${seeds.at(-1)})`;
}

function topicsOf(topics: number[]): string {
  const [least, most] = [Math.min(...topics), Math.max(...topics)];
  if (most === 0) return 'no topics';
  return least === most ? plural(most, 'topic') : `${count(least)} to ${plural(most, 'topic')}`;
}

function agreement({ ari, ami, each, range }: RefitDoubt): string {
  const scale = '(1 is the same answer, 0 is chance).';
  const said = (value: number): string => value.toFixed(2);
  if (each === undefined || each.length === 1 || range === undefined) {
    return `the two answers agree at ARI ${said(ari)} and AMI ${said(ami)} ${scale}`;
  }
  const spread = ([least, most]: [number, number]): string => `${said(least)} to ${said(most)}`;
  return (
    `they agree with the answer at ARI ${said(ari)} on average, ${spread(range.ari)}, ` +
    `and AMI ${said(ami)}, ${spread(range.ami)} ${scale}`
  );
}

/** Where neighbours were not found exactly, how many of them were. */
function neighbors({ report }: RunSummary, width: number): string {
  const { recall } = report.neighbors;
  if (recall === null) return '';
  const share = (value: number): string => (100 * value).toFixed(1);
  const told =
    `Neighbours of so many rows are approximate: ${share(recall.value)} % of the true ones were found ` +
    `(${share(recall.low)} to ${share(recall.high)} %, by ${plural(recall.sampled, 'row')} compared with all others).`;
  return wrap(told, width, 0);
}

function blindSpots({ report }: RunSummary, width: number): string {
  const { blindSpots: found } = report;
  if (found === null) return '';
  const [best] = found.pairs;
  if (best === undefined) return wrap(found.note, width, 0);
  const side = (i: 0 | 1): string => {
    const words = best.words[i].slice(0, 3).map(safe).join(', ');
    return `“${clip(safe(best.titles[i]))}” (${words})`;
  };
  const pair =
    `For one: ${side(0)} and ${side(1)} lie at cosine ${best.cosine.toFixed(2)} by meaning; by words counted at ` +
    `${best.termCosine.toFixed(2)}, neighbour ${count(best.rank)} of ${count(best.ranked)}.`;
  return [found.note, pair].map((line) => wrap(line, width, 0)).join('\n');
}

function where(summary: RunSummary, width: number): string {
  const took = summary.unchanged
    ? 'Nothing changed; everything was there already.'
    : `Done in ${duration(summary.seconds)}.`;
  const folder = `${safe(summary.folder)}/perspectives/${summary.perspective}/`;
  return `${took} The results:\n${wrap(`  ${folder}`, width, 2)}\n  rows.parquet, topics.json, report.json, map.html, map.png`;
}

function clip(text: string): string {
  const letters = [...text];
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : text;
}
