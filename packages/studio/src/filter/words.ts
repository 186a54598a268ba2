import type { Topics } from '@parallax-map/core';
import { dateInWords } from '../data/dates.js';
import { topicOf } from '../topics/tree.js';
import { numberInWords } from '../words.js';
import type { Clause } from './clause.js';

/** A clause as a reader would say it: "genres: Horror or War", "year from 1940 to 1959". */
export function clauseInWords(clause: Clause, topics: Topics): string {
  switch (clause.kind) {
    case 'values': {
      const values = clause.values.map((value) => (value === '' ? 'blank' : value)).join(' or ');
      return `${spaced(clause.column)}: ${clause.not ? 'not ' : ''}${values}`;
    }
    case 'range': {
      const say = clause.dates ? dateInWords : numberInWords;
      const from = clause.from === null ? null : say(clause.from);
      const to = clause.to === null ? null : clause.dates ? say(lastDay(clause.to)) : say(clause.to);
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

/** A stretch ends with the last millisecond of a day; it is called by the day. */
function lastDay(time: number): number {
  return (time + 1) % 86_400_000 === 0 ? time - 86_399_999 : time;
}

function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}
