import { LEVELS } from '@parallax-map/core';
import { memo, useLayoutEffect, useRef, type RefObject } from 'react';
import { safeLink } from '../data/link.js';
import type { Rows } from '../data/rows.js';
import type { Atlas } from '../map/atlas.js';
import type { Kin } from '../map/kin.js';
import type { Frame } from '../map/use-atlas.js';
import { panelBeside } from '../map/use-padding.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { isNarrow } from '../state/narrow.js';
import type { View } from '../state/place.js';
import { rem } from '../state/rem.js';
import { stabilityInWords } from '../topics/doubt.js';
import { topicPath } from '../topics/tree.js';
import { withoutTopic } from '../topics/without-topic.js';
import { whole } from '../words.js';
import { CardColumns, CardFacets } from './card-columns.js';
import { CardPicture } from './card-picture.js';
import { placeBeside } from './place-beside.js';
import { WhyHere } from './why-here.js';

interface CardProps {
  i: number;
  /** A pinned card can be clicked and closed; a hovering one only read. */
  pinned: boolean;
  /** Knows where the row stands; without it the card lies where the page puts it. */
  atlas?: RefObject<Atlas | null>;
  frame?: Frame;
  /** Whose panel stands beside the map. */
  view?: View;
  /** What is near it in the embedding, where that is known. */
  kin?: Kin | null;
}

/** Kept free at the top of the stage, where the bar stands, in rem. */
const BAR = { wide: 4, narrow: 7 };
/** Texts longer than this are cut on a card that only hovers: no more would be read in it. */
const TEXT = 420;
/** Characters of a title that stand as one. */
const TITLE = 200;

/** Everything about one row. All of it is data, so all of it is set as text. */
export const Card = memo(function Card({ i, pinned, atlas, frame, view = 'map', kin = null }: CardProps) {
  const { data, rows } = useAnswer();
  const { clear } = useActs();
  const box = useRef<HTMLElement>(null);
  useBeside(box, i, pinned, view, atlas, frame);
  const link = safeLink(rows.link(i));
  const text = rows.text(i);
  const title = rows.title(i).trim();
  const source = sourceOf(rows, i);
  return (
    <article
      className="card"
      ref={box}
      data-pinned={pinned}
      aria-label={pinned ? 'Selected row' : undefined}
      aria-live={pinned ? 'polite' : undefined}
      data-anchored={atlas !== undefined}
    >
      <header>
        <h2 dir="auto">
          <Words text={head(title, TITLE)} />
          {title.length > TITLE && '…'}
          {title === '' && 'Untitled'}
          {rows.year(i) !== null && <span className="year"> {rows.year(i)}</span>}
        </h2>
        {pinned && (
          <button className="close" aria-label="Close the card" onClick={clear}>
            ×
          </button>
        )}
      </header>
      <TopicLine i={i} pinned={pinned} />
      {pinned && (
        <CardPicture
          address={rows.picture(i)}
          title={head(title, 80) || 'the row'}
          perspective={data.perspective}
          rowKey={rows.key[i]!}
        />
      )}
      {text.trim() !== '' && (text.trim() !== title || title.length > TITLE) && (
        <Text text={text} whole={pinned} />
      )}
      {pinned ? <CardColumns rows={rows} i={i} /> : <CardFacets rows={rows} i={i} />}
      {pinned && kin !== null && <WhyHere kin={kin} />}
      {source !== '' && <p className="hint">{source}</p>}
      {link !== null &&
        (pinned ? (
          <footer>
            <a href={link} target="_blank" rel="noopener noreferrer">
              Open {hostOf(link)}
            </a>
          </footer>
        ) : (
          <p className="hint">Click opens {hostOf(link)}</p>
        ))}
    </article>
  );
});

/** All of the text on a card that stays, in a box of its own where it is long. */
function Text({ text, whole: isWhole }: { text: string; whole: boolean }) {
  if (!isWhole) {
    return (
      <p className="text" dir="auto">
        <Words text={head(text, TEXT).trimEnd()} />
        {text.length > TEXT && '…'}
      </p>
    );
  }
  return (
    <div
      className="text"
      dir="auto"
      tabIndex={text.length > TEXT ? 0 : undefined}
      role="region"
      aria-label="Text"
    >
      {text.split(/\r\n|\r|\n/u).map((line, k) => (
        <p key={k}>
          <Words text={line} />
        </p>
      ))}
    </div>
  );
}

/** The way from the coarsest to the finest topic, and how firmly the row belongs there. */
function TopicLine({ i, pinned }: Pick<CardProps, 'i' | 'pinned'>) {
  const { data, fragile, rows } = useAnswer();
  const { showTopic } = useActs();
  const ids = rows.levels.map((level) => level[i]!);
  const path = topicPath(data.topics, ids);
  if (path.length === 0) return <p className="path">{withoutTopic(data.report)}</p>;
  const finest = path.at(-1)!;
  return (
    <>
      <p className="path">
        {path.map((topic, k) => {
          const level = data.topics.levels.findIndex(({ topics }) => topics.includes(topic)) + 1;
          const name = <bdi className={fragile(level, topic.id) ? 'doubt' : undefined}>{topic.label}</bdi>;
          return (
            <span key={level}>
              {k > 0 && <span aria-hidden="true"> › </span>}
              {pinned ? (
                <button className="plain" onClick={() => showTopic({ level, id: topic.id })}>
                  {name}
                </button>
              ) : (
                name
              )}
            </span>
          );
        })}
        <span className="figure" title="How firmly the row belongs to its topic, 0 to 1">
          {' '}
          · probability {rows.probability[i]!.toFixed(2)}
        </span>
      </p>
      {fragile(LEVELS, finest.id) && (
        <p className="path">{stabilityInWords(finest, true, data.report.doubts.refit)}</p>
      )}
    </>
  );
}

/** Keeps the card beside its point while the map moves, without a render in between. */
function useBeside(
  box: React.RefObject<HTMLElement | null>,
  i: number,
  pinned: boolean,
  view: View,
  atlas: CardProps['atlas'],
  frame: Frame | undefined,
): void {
  useLayoutEffect(() => {
    if (!frame) return;
    const place = () => {
      const at = atlas?.current?.placeOf(i) ?? null;
      const card = box.current;
      const stage = card?.parentElement;
      if (!card || !stage || at === null) return;
      if (pinned && isNarrow()) {
        // There the card lies at the lower edge, as the style sheet puts it.
        card.style.transform = '';
        card.style.visibility = '';
        return;
      }
      const spot = placeBeside(
        at,
        card.offsetWidth,
        card.offsetHeight,
        edgeOf(stage, '.dock', 'offsetLeft') ?? stage.clientWidth,
        edgeOf(stage, '.time', 'offsetTop') ?? stage.clientHeight,
        rem(isNarrow() ? BAR.narrow : BAR.wide),
        panelBeside(view, stage.clientWidth),
      );
      card.style.transform = `translate(${Math.round(spot.left)}px, ${Math.round(spot.top)}px)`;
      card.style.visibility = spot.gone ? 'hidden' : 'visible';
    };
    place();
    return frame.listen(place);
  }, [box, atlas, frame, i, pinned, view]);
}

/** Where what floats at an edge of the map begins; undefined where it is not there. */
function edgeOf(stage: Element, selector: string, side: 'offsetLeft' | 'offsetTop'): number | undefined {
  const found = stage.parentElement?.querySelector<HTMLElement>(selector);
  return found && found.offsetWidth > 0 ? found[side] : undefined;
}

/** "films.csv, line 1,204": where the row stands in what was read. */
function sourceOf(rows: Rows, i: number): string {
  const line = rows.line(i);
  return [rows.file(i), line === null ? '' : `line ${whole(line)}`].filter((part) => part !== '').join(', ');
}

function hostOf(link: string): string {
  return new URL(link).host.replace(/^www\./, '');
}
