import type { StudioData } from '@parallax-map/core';
import { startTransition, useCallback, useMemo, useRef, useState } from 'react';
import { Bar } from './bar.js';
import { Card } from './card/card.js';
import { agree, movedRows } from './compare/agreement.js';
import type { Rows } from './data/rows.js';
import { Dock } from './facets/dock.js';
import { sift, type Sift } from './filter/sift.js';
import type { Atlas } from './map/atlas.js';
import { MapStage } from './map/map-stage.js';
import { usePadding } from './map/use-padding.js';
import { hasWebGL2 } from './map/webgl.js';
import { Panel } from './panel.js';
import type { Answer } from './recipe/answer.js';
import { RecipeView } from './recipe/recipe-view.js';
import { useAnswers, type Answers } from './recipe/use-answers.js';
import { Versus } from './recipe/versus.js';
import { DataView } from './report/data-view.js';
import { ActsContext, useActsOn, useTurn } from './state/acts.js';
import { AnswerContext, type ShownAnswer } from './state/answer.js';
import type { Place, Theme, TopicRef } from './state/place.js';
import type { Go } from './state/use-address.js';
import { useHeld } from './state/use-held.js';
import { fragileIn } from './topics/doubt.js';
import { TopicsView } from './topics/topics-view.js';

interface StudioProps {
  data: StudioData;
  rows: Rows;
  perspectives: readonly string[];
  place: Place;
  go: Go;
  theme: Theme;
}

/** The whole app once its data is there: the map, and what floats above it. */
export function Studio({ data, rows: loadedRows, perspectives, place, go, theme }: StudioProps) {
  const turnTo = useTurn(go);
  const loaded = useMemo<Answer>(() => ({ data, rows: loadedRows }), [data, loadedRows]);
  const answers = useAnswers(loaded, place, turnTo);
  const answer = useAnswerIn(answers.shown, theme);
  const { rows } = answer;
  const canDraw = useMemo(hasWebGL2, []);
  const atlas = useRef<Atlas | null>(null);
  const acts = useActsOn(rows, go, turnTo, atlas);
  const [hits, setHits] = useState<readonly number[]>([]);
  // The list under the search comes first, the rings on the map when there is time.
  const markHits = useCallback((found: readonly number[]) => startTransition(() => setHits(found)), []);
  const hasYears = useMemo(() => spansYears(rows), [rows]);
  const { view, dock, colour, filter } = place;
  const padding = usePadding({
    ...{ view, dock, time: hasYears, versus: answers.pair !== null, legend: colour.by !== 'topic' },
  });
  const [lit, setLit] = useState<TopicRef | null>(null);
  const selected = place.row === null ? -1 : rows.placeOf(place.row);
  const pair = usePair(place, rows);
  const sifted = useMemo(() => sift(rows, filter), [rows, filter]);
  const few = useMemo(() => fewKept(sifted), [sifted]);
  const onStage = useMoved(answers, place.moved, sifted);
  const inTopics = useHeld({ filter, sift: sifted }, view === 'topics', rows);

  return (
    <AnswerContext value={answer}>
      <ActsContext value={acts}>
        <div
          className="studio"
          data-view={view}
          data-dock={dock ? 'on' : 'off'}
          data-time={hasYears ? 'on' : 'off'}
        >
          <Bar
            view={view}
            filter={filter}
            sift={sifted}
            perspectives={perspectives}
            perspective={answers.own.data.perspective}
            onHits={markHits}
          />
          <main className="ground">
            <MapStage
              atlas={atlas}
              canDraw={canDraw}
              place={place}
              sift={onStage}
              lit={lit}
              hits={hits.length > 0 ? hits : few}
              selected={selected}
              pair={pair}
              padding={padding}
            />
            {!canDraw && selected >= 0 && <Card i={selected} pinned />}
            <Panel view="topics" shown={view}>
              <TopicsView chosen={place.topic} onLight={setLit} {...inTopics} />
            </Panel>
            <Panel view="data" shown={view} className="panel-wide">
              <DataView />
            </Panel>
            <Panel view="recipe" shown={view} className="panel-recipe">
              <RecipeView
                answers={answers}
                perspectives={perspectives}
                cut={place.cut}
                compare={place.compare}
                moved={place.moved}
                isShown={view === 'recipe'}
              />
            </Panel>
            {answers.pair !== null && <Versus pair={answers.pair} shown={place.shown} />}
            {dock && <Dock filter={filter} sift={sifted} colour={colour} />}
          </main>
        </div>
      </ActsContext>
    </AnswerContext>
  );
}

function useAnswerIn({ data, rows }: Answer, theme: Theme): ShownAnswer {
  const fragile = useMemo(() => fragileIn(data), [data]);
  return useMemo(() => ({ data, rows, fragile, theme }), [data, rows, fragile, theme]);
}

/** What the map keeps bright: what the filter does, and where asked only rows whose topic is another in the other answer. */
function useMoved({ pair, shown }: Answers, wanted: boolean, sifted: Sift): Sift {
  return useMemo(() => {
    if (!wanted || pair === null) return sifted;
    const moved = movedRows(agree(pair.before, pair.after));
    const { rows } = shown;
    const mask = Uint8Array.from({ length: rows.n }, (_, i) => {
      const place = rows === pair.after.rows ? i : pair.after.rows.placeOf(rows.key[i]!);
      return place >= 0 && moved[place] === 1 && sifted.mask?.[i] !== 0 ? 1 : 0;
    });
    return { ...sifted, mask };
  }, [wanted, pair, shown, sifted]);
}

/** Whether there is a time to brush: rows of more than one year. */
function spansYears(rows: Rows): boolean {
  let first: number | null = null;
  for (let i = 0; i < rows.n; i++) {
    const year = rows.year(i);
    if (year === null) continue;
    first ??= year;
    if (year !== first) return true;
  }
  return false;
}

/** So few rows are ringed as hits are: among thousands that are dimmed they would not be found. */
const FEW = 30;

function fewKept({ mask, count }: Sift): readonly number[] {
  const few: number[] = [];
  if (mask === null || count > FEW) return few;
  for (let i = mask.indexOf(1); i >= 0; i = mask.indexOf(1, i + 1)) few.push(i);
  return few;
}

/** The two rows that the address names, the same array while it names the same; null where one has no point. */
function usePair(place: Place, rows: Rows): readonly [number, number] | null {
  const [first, second] = place.pair?.map(rows.placeOf) ?? [-1, -1];
  return useMemo(() => (first! < 0 || second! < 0 ? null : [first!, second!]), [first, second]);
}
