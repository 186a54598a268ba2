import { tornAway, type Padding, type PlacedLabel, type StudioData } from '@parallax-map/core';
import { useMemo, useRef, useState, type RefObject } from 'react';
import { Card } from '../card/card.js';
import { clauseAt, withClause, type Filter } from '../filter/clause.js';
import type { Sift } from '../filter/sift.js';
import { TimeBrush } from '../time/time-brush.js';
import { NameNote } from '../card/name-note.js';
import { openLink } from '../data/link.js';
import type { Rows } from '../data/rows.js';
import type { Place, Theme, TopicRef } from '../state/place.js';
import type { Go } from '../state/use-address.js';
import type { Fragile } from '../topics/doubt.js';
import { counted } from '../words.js';
import type { Atlas } from './atlas.js';
import type { AtlasLook } from './atlas-look.js';
import type { Kin } from './kin.js';
import { Lasso, type RegionTool } from './lasso.js';
import { MapLegend } from './legend.js';
import { MapTools } from './map-tools.js';
import { Minimap } from './minimap.js';
import { brightRows, brightNames } from './filter.js';
import { keyOnMap } from './keys.js';
import type { LevelSpan } from './levels.js';
import { useAtlas } from './use-atlas.js';
import { usePointer } from './use-pointer.js';

export interface MapStageProps {
  atlas: RefObject<Atlas | null>;
  canDraw: boolean;
  data: StudioData;
  fragile: Fragile;
  rows: Rows;
  place: Place;
  go: Go;
  theme: Theme;
  sift: Sift;
  onFilter: (filter: Filter, how?: 'step' | 'correction') => void;
  /** Topic that a pointer in the tree rests on. */
  lit: TopicRef | null;
  hits: readonly number[];
  selected: number;
  pair: readonly [number, number] | null;
  padding: Padding;
  onTopic: (topic: TopicRef) => void;
  onClear: () => void;
  onRow: (i: number) => void;
}

/** The map with its pointer, keys, card and tools. */
export function MapStage(props: MapStageProps) {
  const { atlas, canDraw, data, fragile, rows, place, go, theme, sift, hits, selected, pair } = props;
  const { padding, onTopic, onClear, onFilter, onRow, lit } = props;
  const kept = sift.mask;
  const [tool, setTool] = useState<RegionTool | null>(null);
  const kin = useMemo(() => kinOf(rows, selected), [rows, selected]);
  const stage = useRef<HTMLDivElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const names = useRef<HTMLCanvasElement>(null);
  const [levels, setLevels] = useState<LevelSpan | null>(null);

  const { noise, colour } = place;
  const topic = lit ?? place.topic;
  const look = useMemo<AtlasLook>(
    () => ({
      theme,
      noise,
      bright: brightRows(rows, topic, kept),
      brightTopic: brightNames(data.topics, topic),
      fragile,
      colour,
      region: clauseAt(place.filter, 'region')?.polygon ?? null,
      kin,
      hits,
      selected,
      pair,
    }),
    [theme, noise, rows, data, topic, kept, fragile, colour, place.filter, kin, hits, selected, pair],
  );
  const frame = useAtlas({
    atlas,
    stage,
    points,
    names,
    canDraw,
    data,
    rows,
    look,
    padding,
    place,
    go,
    setLevels,
  });

  const { hovered, hoveredName } = usePointer(stage, atlas, {
    enabled: canDraw,
    onRow(i, touch) {
      if (!touch && rows.link(i) !== '') openLink(rows.link(i));
      go({ row: rows.key[i]!, pair: null });
    },
    onName: (label: PlacedLabel) => onTopic({ level: label.level, id: label.id }),
    onGround: onClear,
  });

  return (
    <div
      className="stage"
      id="panel-map"
      role="tabpanel"
      aria-labelledby="tab-map"
      ref={stage}
      data-over={hovered >= 0 || hoveredName !== null ? 'thing' : 'ground'}
    >
      <div
        className="sea"
        role="application"
        tabIndex={canDraw ? 0 : -1}
        aria-label={`Map of ${counted(rows.n, 'row')}. Arrow keys move, plus and minus zoom, 0 shows all, 1 to 5 go to a level, L draws a lasso and R a rectangle, Escape clears.`}
        onKeyDown={(event) => {
          if (atlas.current === null) return;
          keyOnMap(event, atlas.current, onClear, (wanted) => setTool(tool === wanted ? null : wanted));
        }}
      >
        <canvas ref={points} className="points" />
        <canvas ref={names} className="names" aria-hidden="true" />
      </div>
      {!canDraw && <NoWebGL />}
      {canDraw && selected >= 0 && hovered !== selected && (
        <Card
          data={data}
          fragile={fragile}
          rows={rows}
          i={selected}
          pinned
          frame={frame}
          view={place.view}
          anchor={() => atlas.current?.placeOf(selected) ?? null}
          kin={kin}
          onRow={onRow}
          onClose={onClear}
          onTopic={onTopic}
        />
      )}
      {canDraw && hovered >= 0 && (
        <Card
          data={data}
          fragile={fragile}
          rows={rows}
          i={hovered}
          pinned={hovered === selected}
          frame={frame}
          view={place.view}
          anchor={() => atlas.current?.placeOf(hovered) ?? null}
          onClose={onClear}
          onTopic={onTopic}
        />
      )}
      {hovered < 0 && hoveredName !== null && (
        <NameNote topics={data.topics} fragile={fragile} refit={data.report.doubts.refit} {...hoveredName} />
      )}
      {canDraw && (
        <>
          {tool !== null && (
            <Lasso
              atlas={atlas}
              tool={tool}
              onRegion={(polygon) => {
                setTool(null);
                onFilter(withClause(place.filter, { kind: 'region', polygon }));
                go({ dock: true }, 'correction');
              }}
              onCancel={() => setTool(null)}
            />
          )}
          {!place.dock && (
            <MapLegend
              rows={rows}
              topics={data.topics}
              theme={theme}
              colour={colour}
              filter={place.filter}
              onFilter={onFilter}
            />
          )}
          <Minimap atlas={atlas} frame={frame} rows={rows} theme={theme} />
          <TimeBrush rows={rows} filter={place.filter} sift={sift} onFilter={onFilter} />
          <MapTools
            atlas={atlas}
            levels={levels}
            place={place}
            go={go}
            data={data}
            rows={rows}
            look={look}
            tool={tool}
            onTool={setTool}
          />
        </>
      )}
    </div>
  );
}

/** Null where no row is selected, or nothing is known of what is near it. */
function kinOf(rows: Rows, row: number): Kin | null {
  const neighbors = row < 0 ? [] : rows.neighbors(row);
  return neighbors.length === 0 ? null : { row, neighbors, torn: tornAway(rows.x, rows.y, row, neighbors) };
}

function NoWebGL() {
  return (
    <div className="no-webgl" role="alert">
      <h2>This browser cannot draw the map</h2>
      <p>
        The map needs WebGL2, which is missing or switched off here. Topics, data and search still work. To
        see the map, allow hardware acceleration in the browser’s settings, or open this page in another
        browser.
      </p>
    </div>
  );
}
