import type { CutOutcome } from '@parallax-map/core';
import { useRef, type PointerEvent } from 'react';
import { counted, percent, whole } from '../../words.js';

interface CutChartProps {
  rows: number;
  outcomes: readonly CutOutcome[];
  /** Of the sizes on the axis, both included. */
  ends: [number, number];
  /** Size that is shown, and the run's own; null where that was a number of topics. */
  current: number | null;
  own: number | null;
  sweeping: boolean;
  onSize: (size: number) => void;
}

const [WIDTH, HEIGHT] = [400, 92];

/** How many topics, and how much without one, every size gives: the same tree, cut again and again. */
export function CutChart({ rows, outcomes, ends, current, own, sweeping, onSize }: CutChartProps) {
  const box = useRef<SVGSVGElement>(null);
  const most = Math.max(1, ...outcomes.map(({ topics }) => topics));
  const x = (size: number) => WIDTH * placeOf(size, ends);
  const line = (y: (outcome: CutOutcome) => number) =>
    outcomes
      .map((each, k) => `${k === 0 ? 'M' : 'L'}${x(each.minClusterSize).toFixed(1)} ${y(each).toFixed(1)}`)
      .join('');
  const topics = line((each) => HEIGHT * (1 - (0.96 * Math.log1p(each.topics)) / Math.log1p(most)));
  const noise = line((each) => HEIGHT * (1 - (0.96 * each.noise) / Math.max(1, rows)));
  const pick = (event: PointerEvent) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const { left, width } = box.current!.getBoundingClientRect();
    onSize(sizeAt((event.clientX - left) / Math.max(1, width), ends));
  };
  const [first, last] = [outcomes[0], outcomes.at(-1)];
  return (
    <figure className="cut-chart">
      <svg
        ref={box}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-busy={sweeping}
        aria-label={
          first === undefined || last === undefined
            ? 'Topics by fewest rows, being counted'
            : `Topics by fewest rows: ${counted(first.topics, 'topic')} at ${whole(first.minClusterSize)}, ${whole(last.topics)} at ${whole(last.minClusterSize)}; rows without a topic: ${percent(first.noise / rows)} and ${percent(last.noise / rows)}`
        }
        onPointerDown={pick}
        onPointerMove={pick}
      >
        {outcomes.length > 0 && (
          <>
            <path
              className="noise-area"
              d={`${noise}L${x(last!.minClusterSize)} ${HEIGHT}L${x(first!.minClusterSize)} ${HEIGHT}Z`}
            />
            <path className="topics-line" d={topics} />
          </>
        )}
        {own !== null && <path className="own" d={`M${x(own)} 0V${HEIGHT}`} />}
        {current !== null && <path className="current" d={`M${x(current)} 0V${HEIGHT}`} />}
      </svg>
      <figcaption>
        <span className="topics-key">topics, to {whole(most)}</span>
        <span className="noise-key">share without a topic</span>
        {own !== null && <span className="own-key">as run: {whole(own)}</span>}
      </figcaption>
    </figure>
  );
}

/** Where a size lies on the axis, 0 to 1: equal steps are equal ratios. */
export function placeOf(size: number, [from, to]: readonly [number, number]): number {
  if (to <= from) return 0;
  return Math.min(1, Math.max(0, Math.log(size / from) / Math.log(to / from)));
}

/** The whole size at a place of the axis. */
export function sizeAt(place: number, [from, to]: readonly [number, number]): number {
  return Math.round(from * (to / from) ** Math.min(1, Math.max(0, place)));
}
