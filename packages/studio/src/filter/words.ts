import type { Topics } from '@parallax-map/core';
import { topicOf } from '../topics/tree.js';
import { whole } from '../words.js';
import type { Clause } from './clause.js';

/** A clause as a reader would say it: "genres: Horror or War", "year from 1940 to 1959". */
export function clauseInWords(clause: Clause, topics: Topics): string {
  switch (clause.kind) {
    case 'values': {
      const values = clause.values.map((value) => (value === '' ? 'blank' : value)).join(' or ');
      return `${spaced(clause.column)}: ${clause.not ? 'not ' : ''}${values}`;
    }
    case 'range': {
      const [from, to] = [clause.from, clause.to].map((end) => (end === null ? null : plainNumber(end)));
      if (from === null) return `${spaced(clause.column)} up to ${to}`;
      if (to === null) return `${spaced(clause.column)} from ${from}`;
      return from === to
        ? `${spaced(clause.column)} ${from}`
        : `${spaced(clause.column)} from ${from} to ${to}`;
    }
    case 'topics':
      return clause.topics
        .map(({ level, id }) => topicOf(topics, level, id)?.label ?? 'a topic that is not there')
        .join(' or ');
    case 'words':
      return `with “${clause.words}”`;
    case 'region':
      return 'in the marked region';
  }
}

/** A year has no thousands separator. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 10_000 ? whole(value) : String(value);
}

function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}
