import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Bins } from '../facets/count.js';
import { numberInWords, whole } from '../words.js';

/** A stretch of a number line, both ends included. */
export interface Range {
  from: number | null;
  to: number | null;
}

interface HistogramProps {
  name: string;
  bins: Bins;
  /** Rows in each bin, all and kept. */
  all: Uint32Array;
  counts: Uint32Array;
  range: Range | null;
  /** What a value on the line is called; as the number it is where that is left out. */
  say?: ((value: number) => string) | undefined;
  /** Null lets go of the stretch. */
  onRange: (range: Range | null) => void;
}

type Grip = 'new' | 'from' | 'to' | 'move';

/** Bars that a stretch can be drawn over: drag for a new one, its ends to resize it, its middle to move it. */
export function Histogram({ name, bins, all, counts, range, say = short, onRange }: HistogramProps) {
  const box = useRef<SVGSVGElement>(null);
  const drag = useRef<{ grip: Grip; start: number; from: number; to: number } | null>(null);
  const [draft, setDraft] = useState<{ from: number; to: number } | null>(null);
  const most = Math.max(1, ...all);
  const end = bins.from + bins.width * bins.count;
  const shown = draft ?? binsOf(range, bins);
  const toRange = ({ from, to }: { from: number; to: number }): Range => ({
    from: bins.from + from * bins.width,
    to: bins.from + (to + 1) * bins.width - (Number.isInteger(bins.width) ? 1 : bins.width * 1e-9),
  });
  const binAt = (event: PointerEvent): number => {
    const { left, width } = box.current!.getBoundingClientRect();
    return clamp(Math.floor((bins.count * (event.clientX - left)) / Math.max(1, width)), bins.count);
  };
  const press = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    const at = binAt(event);
    const { left, width } = box.current!.getBoundingClientRect();
    const pixel = (bin: number) => left + (bin * width) / bins.count;
    const near = (bin: number) => Math.abs(event.clientX - pixel(bin)) < 7;
    let grip: Grip = 'new';
    if (shown !== null) {
      if (near(shown.from)) grip = 'from';
      else if (near(shown.to + 1)) grip = 'to';
      else if (at >= shown.from && at <= shown.to) grip = 'move';
    }
    drag.current = { grip, start: at, from: shown?.from ?? at, to: shown?.to ?? at };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const held = drag.current;
    if (held === null) return;
    const at = binAt(event);
    if (held.grip === 'new') setDraft({ from: Math.min(held.start, at), to: Math.max(held.start, at) });
    else if (held.grip === 'from') setDraft({ from: Math.min(at, held.to), to: held.to });
    else if (held.grip === 'to') setDraft({ from: held.from, to: Math.max(at, held.from) });
    else {
      const by = Math.max(-held.from, Math.min(bins.count - 1 - held.to, at - held.start));
      setDraft({ from: held.from + by, to: held.to + by });
    }
  };
  const release = () => {
    const held = drag.current;
    drag.current = null;
    setDraft(null);
    if (held === null) return;
    if (draft !== null) onRange(toRange(draft));
    // A click without a drag keeps one bar, and on the stretch itself lets go of it.
    else if (held.grip === 'new') onRange(toRange({ from: held.start, to: held.start }));
    else if (held.grip === 'move') onRange(null);
  };
  const slide = (side: 'from' | 'to') => (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[
      event.key
    ];
    if (step === undefined && event.key !== 'Escape' && event.key !== 'Delete') return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) return onRange(null);
    const now = shown ?? { from: 0, to: bins.count - 1 };
    const next = { ...now, [side]: clamp(now[side] + step, bins.count) };
    if (next.from <= next.to) onRange(toRange(next));
  };
  const spanned = shown ?? { from: 0, to: bins.count - 1 };
  return (
    <div className="histogram">
      <svg
        ref={box}
        viewBox={`0 0 ${bins.count} 40`}
        preserveAspectRatio="none"
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={() => {
          drag.current = null;
          setDraft(null);
        }}
        aria-hidden="true"
      >
        {shown !== null && (
          <rect className="stretch" x={shown.from} y={0} width={shown.to - shown.from + 1} height={40} />
        )}
        {Array.from(all, (count, k) => (
          <rect key={k} className="bar-all" x={k + 0.08} width={0.84} {...tall(count, most)} />
        ))}
        {Array.from(counts, (count, k) => (
          <rect
            key={k}
            className={shown === null || (k >= shown.from && k <= shown.to) ? 'bar-in' : 'bar-out'}
            x={k + 0.08}
            width={0.84}
            {...tall(count, most)}
          >
            <title>{`${labelOf(bins, k, say)}: ${whole(count)}`}</title>
          </rect>
        ))}
      </svg>
      {(['from', 'to'] as const).map((side) => (
        <span
          key={side}
          className="handle"
          data-set={shown !== null}
          role="slider"
          tabIndex={0}
          aria-label={`${name}, ${side === 'from' ? 'first' : 'last'}`}
          aria-valuemin={bins.from}
          aria-valuemax={end - bins.width}
          aria-valuenow={bins.from + spanned[side] * bins.width}
          aria-valuetext={labelOf(bins, spanned[side], say)}
          style={{ left: `${(100 * (spanned[side] + (side === 'to' ? 1 : 0))) / bins.count}%` }}
          onKeyDown={slide(side)}
        />
      ))}
      <div className="axis figure" aria-hidden="true">
        {ticks(bins, say).map(({ at, text }) => (
          <span key={text} style={{ left: `${(100 * at) / bins.count}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

function tall(count: number, most: number) {
  const height = count === 0 ? 0 : Math.max(0.8, (38 * count) / most);
  return { y: 40 - height, height };
}

function clamp(bin: number, count: number): number {
  return Math.max(0, Math.min(count - 1, bin));
}

/** The bins that a stretch touches; null where there is none, or it lies beside them all. */
function binsOf(range: Range | null, { from, width, count }: Bins): { from: number; to: number } | null {
  if (range === null) return null;
  const first = range.from === null ? 0 : Math.floor((range.from - from) / width);
  const last = range.to === null ? count - 1 : Math.floor((range.to - from) / width);
  if (last < 0 || first >= count || last < first) return null;
  return { from: clamp(first, count), to: clamp(last, count) };
}

function labelOf({ from, width }: Bins, bin: number, say: (value: number) => string): string {
  const [start, last] = [from + bin * width, from + (bin + 1) * width - 1];
  // A bar of twelve months is called by its year.
  return Number.isInteger(width) && width > 1 && say(start) !== say(last)
    ? `${say(start)} to ${say(last)}`
    : say(start);
}

function ticks({ from, width, count }: Bins, say: (value: number) => string): { at: number; text: string }[] {
  const every = Math.max(1, Math.ceil(count / 6));
  return Array.from({ length: Math.ceil(count / every) }, (_, k) => ({
    at: k * every + (width === 1 ? 0.5 : 0),
    text: say(from + k * every * width),
  }));
}

function short(value: number): string {
  return numberInWords(Number(value.toPrecision(6)));
}
