import type { RunSummary } from '@parallax-map/core';
import { count, duration, percent, plural, safe } from './words.js';

/** A summary worth reading: rows, topics, noise, and the first doubt. */
export function summaryText(summary: RunSummary): string {
  return [rows(summary), topics(summary), doubt(summary), where(summary)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function rows({ report }: RunSummary): string {
  const { counts } = report;
  const dropped = counts.dropped.map(({ because, rows }) => `${count(rows)} ${because}`).join(', ');
  const left = counts.rows - counts.kept;
  return (
    `\n${plural(counts.rows, 'row')} in, ${count(counts.kept)} kept` +
    (left > 0 ? `, ${count(left)} left out (${dropped})` : '') +
    `.\n${report.noiseNote}\n${report.purposeNote}`
  );
}

function topics({ topics, report }: RunSummary): string {
  if (topics.length === 0) return 'No topics.';
  const lines = [`${plural(topics.length, 'topic')}, largest first:`];
  const widest = Math.max(...topics.map((topic) => count(topic.size).length));
  for (const topic of topics) {
    const fragile = topic.stability !== null && topic.stability < (report.doubts.refit?.threshold ?? 0.6);
    lines.push(
      `\n  ${count(topic.size).padStart(widest)}  ${percent(topic.share).padStart(4)}  ${safe(topic.label)}${fragile ? '  (fragile)' : ''}`,
      `  ${' '.repeat(widest + 6)}  ${topic.words.map(safe).join(', ')}`,
      `  ${' '.repeat(widest + 6)}  ${topic.central.map((title) => `“${clip(safe(title))}”`).join(' ')}`,
    );
  }
  return lines.join('\n');
}

function doubt({ report }: RunSummary): string {
  const { refit, collapse } = report.doubts;
  const parts: string[] = [];
  if (refit !== null) {
    parts.push(
      `The first doubt: from another seed (${refit.seed}) the same recipe gives ${plural(refit.topics, 'topic')}; ` +
        `the two answers agree at ARI ${refit.ari.toFixed(2)} and AMI ${refit.ami.toFixed(2)} (1 is the same answer, 0 is chance). ` +
        `${count(refit.survived)} of ${plural(report.counts.topics, 'topic')} come back (Jaccard ≥ ${refit.threshold}).`,
    );
  }
  if (collapse !== null) parts.push(collapse.advice);
  return parts.join('\n');
}

function where(summary: RunSummary): string {
  const took = summary.unchanged
    ? 'Nothing changed; everything was there already'
    : `Done in ${duration(summary.seconds)}`;
  const folder = safe(summary.folder);
  return `${took}. Results: ${folder}/perspectives/${summary.perspective}/ (rows.parquet, topics.json, report.json, map.html, map.png)`;
}

function clip(text: string): string {
  const letters = [...text];
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : text;
}
