import type { StudioData } from '../contract/studio.js';
import type { RefitDoubt } from '../contract/summary.js';
import type { MapPicture } from './compose-map.js';

/** What stands around a picture of the map, and from what stability on a name has no sign of doubt. */
export function pictureWords({
  name,
  topics,
  report,
}: Pick<StudioData, 'name' | 'topics' | 'report'>): Pick<
  MapPicture,
  'title' | 'subtitle' | 'caption' | 'doubtKey' | 'fragileBelow'
> {
  const { refit } = report.doubts;
  const count = topics.levels[topics.levels.length - 1].topics.length;
  return {
    title: name,
    subtitle: `${counted(report.counts.kept, 'row')}, ${count === 0 ? 'no topics' : counted(count, 'topic')}`,
    caption: report.noiseNote,
    ...(refit && { fragileBelow: refit.threshold, doubtKey: doubtKey(refit) }),
  };
}

/** "5,000 rows" */
function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function doubtKey({ threshold, each = [] }: RefitDoubt): string {
  const least = Math.round(100 * threshold);
  const starts = each.length;
  const from = starts < 2 ? 'another random start' : `${starts} other random starts`;
  const shared = starts < 2 ? 'shared' : 'shared on average';
  return (
    `A name with dots under it is fragile: from ${from}, the topic most like it ${shared} less than ` +
    `${least}% of the rows that either holds.`
  );
}
