import type { LiveEvent } from '@parallax-map/core';
import { describe, expect, it } from 'vitest';
import { readRows, type Rows } from '../src/data/rows.js';
import { sharedWith } from '../src/data/same-rows.js';
import { carryPlace } from '../src/live/carry-place.js';
import { stagesOf } from '../src/live/stages.js';
import { NO_STORY, hear, readEvent } from '../src/live/story.js';
import { idIndex } from '../src/search/ids.js';
import { START, type Place } from '../src/state/place.js';
import { makeStudio } from './fixture.js';

const rowsOf = ({ studio, table }: ReturnType<typeof makeStudio>) => readRows(table, studio);
const rows = rowsOf(makeStudio());

describe('another answer', () => {
  const place: Place = {
    ...START,
    row: 4,
    pair: [1, 2],
    topic: { level: 1, id: 0 },
    at: { x: 1, y: 2, zoom: 3 },
    filter: [
      { kind: 'values', column: 'kind', values: ['tale'], not: false },
      { kind: 'topics', topics: [{ level: 1, id: 0 }] },
      { kind: 'region', polygon: [0, 0, 1, 0, 1, 1] },
    ],
    colour: { by: 'column', name: 'kind' },
  };

  it('on the same rows in the same places leaves behind what was said of topics alone', () => {
    const again = sharedWith(rowsOf(makeStudio()), rows);
    expect([again.key, again.x, again.y]).toEqual([rows.key, rows.x, rows.y]);
    expect(again.key === rows.key && again.x === rows.x && again.y === rows.y).toBe(true);
    expect(again.columns.map(({ name }) => name)).toEqual(rows.columns.map(({ name }) => name));
    expect(carryPlace(place, rows, again)).toEqual({
      topic: null,
      filter: [place.filter[0], place.filter[2]],
    });
  });

  it('on the same rows in other places leaves a region behind, and lets the map move the camera', () => {
    const moved = sharedWith(rowsOf(makeStudio(40, 150)), rows);
    expect(moved.key === rows.key).toBe(true);
    expect(moved.x === rows.x).toBe(false);
    expect(carryPlace(place, rows, moved)).toEqual({ topic: null, filter: [place.filter[0]] });
  });

  it('on other rows leaves behind the camera and rows that are not there', () => {
    const fewer = sharedWith(rowsOf(makeStudio(1, 2)), rows);
    expect(fewer.key === rows.key).toBe(false);
    expect(carryPlace({ ...place, row: 99 }, rows, fewer)).toEqual({
      ...{ row: null, topic: null, at: null },
      filter: [place.filter[0]],
    });
  });
});

describe('what a run tells', () => {
  const told = (...events: LiveEvent[]) => events.reduce(hear, NO_STORY);
  const begun: LiveEvent = { type: 'run-started', id: 'r', perspective: 'main' };
  const step = (name: string): LiveEvent => ({ type: 'step', step: name, about: `doing ${name}` });
  const done = (name: string, reused = false): LiveEvent => {
    return { type: 'step-done', step: name, seconds: 2, reused };
  };

  it('is stages behind, one now, and those to come', () => {
    const { run } = told(
      begun,
      step('data'),
      done('data'),
      step('encode'),
      done('encode', true),
      step('map'),
    );
    expect(stagesOf(run!).map(({ name, state }) => `${name}: ${state}`)).toEqual([
      'Read the table: done',
      'Encode the rows: done',
      'Find neighbours: to come',
      'Lay out the map: now',
      'Find topics: to come',
      'Name topics: to come',
      'Ask how far to trust them: to come',
      'Write the results: to come',
    ]);
    expect(stagesOf(run!)[1]).toMatchObject({ seconds: 2, reused: true });
    const failed = hear({ ...NO_STORY, run }, { type: 'run-failed', id: 'r', error: 'no', code: 'INTERNAL' });
    expect(stagesOf(failed.run!)[3]!.state).toBe('halted');
  });

  it('begins anew with another run, and a step of no stage counts to the one before', () => {
    const { run } = told(begun, step('encode'), { ...begun, id: 's' }, step('data'), step('something'));
    expect(run).toMatchObject({ id: 's', steps: [{ name: 'data' }, { name: 'something' }] });
    expect(stagesOf(run!)[0]).toMatchObject({ state: 'now', step: { name: 'something' } });
  });

  it('is done with all of its answer, not with that of another, and another’s failure is not its own', () => {
    const other: LiveEvent = { type: 'partial', perspective: 'second', stage: 'done', etag: 'x' };
    const failed: LiveEvent = { type: 'run-failed', id: 'q', error: 'no', code: 'INTERNAL' };
    expect(told(begun, other, failed).run).toMatchObject({ state: 'running', shown: null });
    expect(told(begun, { ...other, perspective: 'main' }).run).toMatchObject({ state: 'done' });
  });

  it('is nothing where it is no event', () => {
    for (const text of ['', '{', 'null', '[]', '3', '{"type": 3}', '{}']) expect(readEvent(text)).toBeNull();
    expect(readEvent(JSON.stringify(begun))).toEqual(begun);
  });
});

describe('ids', () => {
  const withIds = (kind: 'number' | 'words', ids: (number | string | null)[]): Rows => {
    const column = { name: 'id', role: 'id', kind, field: 'column:id', value: (i: number) => ids[i]! };
    return { ...rows, n: ids.length, source: [{ ...column, written: () => null, say: () => '' }] };
  };

  it('of numbers and of letters find every row that has them, whole', () => {
    expect(idIndex(withIds('number', [27205, 7, null, 7])).find(' 7 ')).toEqual([1, 3]);
    expect(idIndex(withIds('number', [27205, 7])).find('2720')).toEqual([]);
    const letters = idIndex(withIds('words', ['tt0137523', 'tt1', null]));
    expect(letters.find('TT0137523')).toEqual([0]);
    expect(letters.find('tt')).toEqual([]);
  });

  it('are nothing where the table has none', () => {
    expect(idIndex({ ...rows, source: [] }).find('7')).toEqual([]);
  });
});
