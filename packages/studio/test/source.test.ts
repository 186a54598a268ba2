import { pictureAddress, pictureSite } from '@parallax-map/core';
import { tableFromIPC, tableToIPC, Table, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../src/data/rows.js';
import { makeStudio } from './fixture.js';

const { studio, table } = makeStudio(4, 4);

describe('the columns of the table', () => {
  it('are numbers, dates and words, and the cell itself where that says more', () => {
    const { source, columns } = readRows(table, studio);
    expect(source.map(({ name, kind }) => [name, kind])).toEqual([
      ['title', 'words'],
      ['kind', 'words'],
      ['votes', 'number'],
      ['seen', 'date'],
      ['notes', 'words'],
    ]);
    expect(source.map((column) => column.say(1))).toEqual([
      'Nets of Marrow Bay',
      'report',
      '37',
      'about 1990',
      '',
    ]);
    expect(source[3]!.say(5)).toBe('6 Jun 1995');
    // Free text is no facet.
    expect(columns.map(({ name }) => name)).toEqual(['year', 'kind', 'votes', 'seen']);
  });

  it('of a file of an earlier Parallax are its facets', () => {
    const kinds = Array.from({ length: 24 }, (_, i) => ['tale', 'report'][i % 2]!);
    const known = tableFromIPC(table).select(
      tableFromIPC(table)
        .schema.names.map(String)
        .filter((name) => !/^(column|written):/.test(name)),
    );
    const old = tableToIPC(
      known.assign(new Table({ 'facet:kind': vectorFromArray(kinds, new Utf8()) })),
      'file',
    );
    const columns = structuredClone(studio.columns);
    for (const column of columns) delete column.field;
    const rows = readRows(old, { facets: ['kind'], columns });
    expect(rows.source.map(({ name, say }) => [name, say(1)])).toEqual([['kind', 'report']]);
    expect(rows.columns.map(({ name }) => name)).toEqual(['year', 'kind']);
  });
});

describe('the picture of a row', () => {
  const template = { before: 'https://pictures.example/w342/', after: '?size=2' };

  it('is where the template says, slashes kept and the rest encoded', () => {
    expect(pictureAddress(template, '/a b/c.jpg')).toBe('https://pictures.example/w342/a%20b/c.jpg?size=2');
    expect(pictureAddress({ before: '', after: '' }, 'posters/a b.jpg')).toBe('posters/a b.jpg');
    expect(pictureAddress({ before: 'posters/', after: '.jpg' }, 'heat')).toBe('posters/heat.jpg');
  });

  it('is on the site of the template, whatever the cell holds', () => {
    const bare = { before: 'https://pictures.example', after: '' };
    expect(pictureAddress(bare, '.evil.example/x.png')).toBe('');
    expect(pictureAddress(bare, '@evil.example/x.png')).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(template, bare), (cell, each) => {
        const address = pictureAddress(each, cell);
        if (address !== '') expect(pictureSite(address)).toBe('https://pictures.example');
      }),
    );
  });
});
