import type { StudioData } from '@parallax-map/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Bar } from './bar.js';
import { Card } from './card/card.js';
import type { Rows } from './data/rows.js';
import { Dock } from './facets/dock.js';
import { agree, movedRows } from './compare/agreement.js';
import { withoutClause, type Filter } from './filter/clause.js';
import { sift, type Sift } from './filter/sift.js';
import type { Atlas } from './map/atlas.js';
import { MapStage } from './map/map-stage.js';
import { usePadding } from './map/use-padding.js';
import { hasWebGL2 } from './map/webgl.js';
import { RecipeView } from './recipe/recipe-view.js';
import { useAnswers, type Answers } from './recipe/use-answers.js';
import { Versus } from './recipe/versus.js';
import { DataView } from './report/data-view.js';
import type { OnMap } from './report/on-map.js';
import { SHEET, isNarrow } from './state/narrow.js';
import type { Theme, Place, TopicRef } from './state/place.js';
import type { Go } from './state/use-address.js';
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
export function Studio({ data: loadedData, rows: loadedRows, perspectives, place, go, theme }: StudioProps) {
  const turnTo = useTurn(go, place.filter);
  const loaded = useMemo(() => ({ data: loadedData, rows: loadedRows }), [loadedData, loadedRows]);
  const answers = useAnswers(loaded, place, turnTo);
  const { data, rows } = answers.shown;
  const canDraw = useMemo(hasWebGL2, []);
  const fragile = useMemo(() => fragileIn(data), [data]);
  const atlas = useRef<Atlas | null>(null);
  const [hits, setHits] = useState<readonly number[]>([]);
  const hasYears = useMemo(() => spansYears(rows), [rows]);
  const { view, dock, colour } = place;
  const padding = usePadding({
    ...{ view, dock, time: hasYears, versus: answers.pair !== null, legend: colour.by !== 'topic' },
  });
  const [lit, setLit] = useState<TopicRef | null>(null);
  const selected = place.row === null ? -1 : rows.placeOf(place.row);
  const pair = usePair(place, rows);
  const sifted = useMemo(() => sift(rows, place.filter), [rows, place.filter]);
  const few = useMemo(() => fewKept(sifted), [sifted]);
  const onStage = useMoved(answers, place.moved, sifted);

  const selectRow = useCallback(
    (i: number) => {
      // On a phone a panel covers the map: what was chosen must be seen.
      go({ row: rows.key[i]!, pair: null, ...(isNarrow() ? { view: 'map' as const } : {}) });
      atlas.current?.flyToRow(i, isNarrow() ? SHEET : 0);
    },
    [go, rows],
  );
  const selectTopic = useCallback(
    (topic: TopicRef) => {
      go({ topic, row: null, pair: null, ...(isNarrow() ? { view: 'map' as const } : {}) });
      atlas.current?.flyToTopic(topic.level, topic.id);
    },
    [go],
  );
  const showPair = useCallback(
    (i: number, j: number) => {
      const both: [number, number] = [rows.key[i]!, rows.key[j]!];
      go({ pair: both, row: null, topic: null, ...(isNarrow() ? { view: 'map' as const } : {}) });
      atlas.current?.flyToPair([i, j]);
    },
    [go, rows],
  );
  const { dropped } = data.report.counts;
  const onMap = useMemo<OnMap>(
    () => ({ rows, dropped, showRow: selectRow, showTopic: selectTopic, showPair }),
    [rows, dropped, selectRow, selectTopic, showPair],
  );
  const setFilter = useCallback((filter: Filter, how?: 'step' | 'correction') => go({ filter }, how), [go]);
  const clear = useCallback(() => go({ row: null, topic: null, pair: null }), [go]);

  return (
    <div
      className="studio"
      data-view={place.view}
      data-dock={place.dock ? 'on' : 'off'}
      data-time={hasYears ? 'on' : 'off'}
    >
      <Bar
        data={data}
        rows={rows}
        sift={sifted}
        perspectives={perspectives}
        perspective={answers.own.data.perspective}
        place={place}
        go={go}
        theme={theme}
        onHits={setHits}
        onSelect={selectRow}
      />
      <main className="ground">
        <MapStage
          atlas={atlas}
          canDraw={canDraw}
          data={data}
          fragile={fragile}
          rows={rows}
          place={place}
          go={go}
          theme={theme}
          sift={onStage}
          onFilter={setFilter}
          lit={lit}
          onRow={selectRow}
          hits={hits.length > 0 ? hits : few}
          selected={selected}
          pair={pair}
          padding={padding}
          onTopic={selectTopic}
          onClear={clear}
        />
        {!canDraw && selected >= 0 && (
          <Card
            data={data}
            fragile={fragile}
            rows={rows}
            i={selected}
            pinned
            onClose={clear}
            onTopic={selectTopic}
          />
        )}
        <section
          className="panel"
          id="panel-topics"
          role="tabpanel"
          aria-labelledby="tab-topics"
          hidden={place.view !== 'topics'}
        >
          <TopicsView
            data={data}
            fragile={fragile}
            rows={rows}
            theme={theme}
            chosen={place.topic}
            onTopic={selectTopic}
            onClear={clear}
            onRow={selectRow}
            filter={place.filter}
            sift={sifted}
            onFilter={setFilter}
            onLight={setLit}
          />
        </section>
        <section
          className="panel panel-wide"
          id="panel-data"
          role="tabpanel"
          aria-labelledby="tab-data"
          hidden={place.view !== 'data'}
        >
          <DataView data={data} onMap={onMap} />
        </section>
        <section
          className="panel panel-recipe"
          id="panel-recipe"
          role="tabpanel"
          aria-labelledby="tab-recipe"
          hidden={place.view !== 'recipe'}
        >
          <RecipeView
            answers={answers}
            perspectives={perspectives}
            place={place}
            go={go}
            turnTo={turnTo}
            onMap={onMap}
          />
        </section>
        {answers.pair !== null && (
          <Versus pair={answers.pair} shown={place.shown} onShown={(shown) => turnTo({ shown })} />
        )}
        {place.dock && (
          <Dock
            theme={theme}
            data={data}
            rows={rows}
            filter={place.filter}
            sift={sifted}
            colour={place.colour}
            onFilter={setFilter}
            onColour={(colour) => go({ colour })}
            onRow={selectRow}
            onClose={() => go({ dock: false })}
          />
        )}
      </main>
    </div>
  );
}

/** Goes to another answer: its topics are others, so what was chosen or kept by topic is left behind. */
function useTurn(go: Go, filter: Filter): Go {
  return useCallback<Go>(
    (change, how) => go({ topic: null, filter: withoutClause(filter, 'topics'), ...change }, how),
    [go, filter],
  );
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
  if (mask === null || count > FEW) return [];
  return Array.from(mask.keys()).filter((i) => mask[i] === 1);
}

/** The two rows that the address names, the same array while it names the same; null where one has no point. */
function usePair(place: Place, rows: Rows): readonly [number, number] | null {
  const [first, second] = place.pair?.map(rows.placeOf) ?? [-1, -1];
  return useMemo(() => (first! < 0 || second! < 0 ? null : [first!, second!]), [first, second]);
}
