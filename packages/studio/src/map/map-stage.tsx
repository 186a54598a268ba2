import { tornAway, type Padding, type PlacedLabel } from '@parallax-map/core';
import { memo, useMemo, useRef, useState, type RefObject } from 'react';
import { Card } from '../card/card.js';
import { clauseAt, withClause } from '../filter/clause.js';
import type { Sift } from '../filter/sift.js';
import { TimeBrush } from '../time/time-brush.js';
import { NameNote } from '../card/name-note.js';
import { openLink } from '../data/link.js';
import type { Rows } from '../data/rows.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import type { Place, TopicRef } from '../state/place.js';
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

interface MapStageProps {
  atlas: RefObject<Atlas | null>;
  canDraw: boolean;
  place: Place;
  sift: Sift;
  /** Topic that a pointer in the tree rests on. */
  lit: TopicRef | null;
  hits: readonly number[];
  selected: number;
  pair: readonly [number, number] | null;
  padding: Padding;
}

/** The map with its pointer, keys, card and tools. */
export const MapStage = memo(function MapStage(props: MapStageProps) {
  const { atlas, canDraw, place, sift, lit, hits, selected, pair, padding } = props;
  const { data, fragile, rows, theme } = useAnswer();
  const { go, filterBy, showTopic, clear } = useActs();
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
    look,
    padding,
    place,
    setLevels,
  });

  const { hovered, hoveredName } = usePointer(stage, atlas, {
    enabled: canDraw,
    onRow(i, touch) {
      if (!touch && rows.link(i) !== '') openLink(rows.link(i));
      go({ row: rows.key[i]!, pair: null });
    },
    onName: (label: PlacedLabel) => showTopic({ level: label.level, id: label.id }),
    onGround: clear,
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
          keyOnMap(event, atlas.current, clear, (wanted) => setTool(tool === wanted ? null : wanted));
        }}
      >
        <canvas ref={points} className="points" />
        <canvas ref={names} className="names" aria-hidden="true" />
      </div>
      {!canDraw && <NoWebGL />}
      {canDraw && selected >= 0 && hovered !== selected && (
        <Card i={selected} pinned atlas={atlas} frame={frame} view={place.view} kin={kin} />
      )}
      {canDraw && hovered >= 0 && (
        <Card i={hovered} pinned={hovered === selected} atlas={atlas} frame={frame} view={place.view} />
      )}
      {hovered < 0 && hoveredName !== null && <NameNote {...hoveredName} />}
      {canDraw && (
        <>
          {tool !== null && (
            <Lasso
              atlas={atlas}
              tool={tool}
              onRegion={(polygon) => {
                setTool(null);
                filterBy(withClause(place.filter, { kind: 'region', polygon }));
                go({ dock: true }, 'correction');
              }}
              onCancel={() => setTool(null)}
            />
          )}
          {!place.dock && <MapLegend colour={colour} filter={place.filter} />}
          <Minimap atlas={atlas} frame={frame} />
          <TimeBrush filter={place.filter} sift={sift} />
          <MapTools
            atlas={atlas}
            levels={levels}
            noise={noise}
            dock={place.dock}
            clauses={place.filter.length}
            tool={tool}
            onTool={setTool}
          />
        </>
      )}
    </div>
  );
});

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
