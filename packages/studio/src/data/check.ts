import type { StudioData } from '@parallax-map/core';
import { Problem } from './problem.js';

/** The only version of StudioData this studio reads. */
const VERSION = 1;

/**
 * Data that came from a file or a server, checked as far as the studio leans on it.
 *
 * @throws Problem when it is of another version or lacks a part.
 */
export function checkStudioData(value: unknown): StudioData {
  if (!isRecord(value)) throw incomplete('studio.json');
  if (value['version'] !== VERSION) {
    throw new Problem(
      `These results are of version ${String(value['version'])}; this studio reads version ${VERSION}.`,
      'Open them with the Parallax that made them, or run again with this one.',
    );
  }
  const { topics, report } = value;
  if (!isRecord(topics) || !Array.isArray(topics['levels'])) throw incomplete('topics');
  for (const level of topics['levels'] as unknown[]) {
    if (!isRecord(level) || !Array.isArray(level['topics'])) throw incomplete('topics');
  }
  if (!isRecord(report) || !isRecord(report['counts']) || !isRecord(report['doubts']))
    throw incomplete('report');
  if (!Array.isArray(report['decisions']) || !Array.isArray(report['warnings'])) throw incomplete('report');
  if (!Array.isArray(value['columns']) || !Array.isArray(value['facets'])) throw incomplete('columns');
  const columns = value['columns'] as unknown[];
  if (!columns.every((column) => isRecord(column) && typeof column['name'] === 'string')) {
    throw incomplete('columns');
  }
  if (!isPicture(value['picture'])) throw incomplete('picture');
  if (!isAudit(value['audit'])) throw incomplete('audit');
  return value as unknown as StudioData;
}

/** Rows may have no pictures. */
function isPicture(picture: unknown): boolean {
  if (picture === undefined || picture === null) return true;
  return (
    isRecord(picture) && ['column', 'before', 'after'].every((part) => typeof picture[part] === 'string')
  );
}

/** Results of an earlier Parallax come without one. */
function isAudit(audit: unknown): boolean {
  if (audit === undefined || audit === null) return true;
  if (!isRecord(audit) || !Array.isArray(audit['findings']) || !Array.isArray(audit['languages']))
    return false;
  const reading = audit['reading'];
  return isRecord(reading) && ['files', 'rejects', 'rejoined'].every((part) => Array.isArray(reading[part]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function incomplete(part: string): Problem {
  return new Problem(
    `The results are not whole: "${part}" is missing or broken.`,
    'Run "parallax run" again.',
  );
}
