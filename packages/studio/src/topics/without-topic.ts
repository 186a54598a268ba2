import type { Report } from '@parallax-map/core';

/** Why a row has no topic, in a sentence: topics of one's own come from a column, and there it names none. */
export function withoutTopic({ decisions }: Pick<Report, 'decisions'>): string {
  const value = (path: string): unknown => decisions.find((decision) => decision.path === path)?.value;
  if (value('cluster.method') !== 'column') return 'No topic: it fits none tightly enough';
  return `No topic: "${String(value('cluster.topicColumn'))}" names none`;
}
