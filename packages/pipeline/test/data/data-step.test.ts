import { describe, expect, test } from 'vitest';
import { dataStep } from '../../src/data/index.js';
import { artifactKey } from '../../src/step.js';
import { keptRows } from '../../src/store/index.js';
import { makeData, refusal, section, tableFile } from '../source/table-files.js';

const FILMS = `id,title,text,when,votes,genre,poster
1,Heat,A thief and a detective circle each other.,1995-12-15,"6,000","Crime, Drama",/h.jpg
,Alien,A crew meets something in the dark.,25/5/1979,9000,Horror,/a.jpg
3,Blank,  ,1999,5,Drama,
4,Heat,A thief and a detective circle each other.,1995,7000,Crime,/h.jpg
5,Heat again,A thief and a detective circle each other.,soon,,Crime,
6,Big & small,People grow and shrink.,,10,Comedy,
`;
const COLUMNS = {
  id: 'id',
  title: 'title',
  time: 'when',
  weight: 'votes',
  image: 'poster',
  facets: ['genre'],
  link: 'https://x.org/{id}',
  linkFallback: 'https://x.org/?q={title}',
};
const films = () => tableFile('films.csv', FILMS);

describe('the table after the data step', () => {
  test('has every row, each dropped one with its reason', async () => {
    const { table } = await makeData(await films(), section(COLUMNS));
    expect(table.rows).toBe(6);
    expect(table.droppedBecause).toEqual([null, null, 'no text', 'duplicate', null, null]);
    expect([...table.kept]).toEqual([1, 1, 0, 0, 1, 1]);
    expect([...table.duplicateOf]).toEqual([-1, -1, -1, 0, -1, -1]);
    expect([...keptRows(table)]).toEqual([0, 1, 4, 5]);
  });

  test('has cells as they stand, years and numbers where they can be read', async () => {
    const { table } = await makeData(await films(), section(COLUMNS));
    expect(table.id).toEqual(['1', '', '3', '4', '5', '6']);
    expect(table.time).toEqual(['1995-12-15', '25/5/1979', '1999', '1995', 'soon', null]);
    expect([...table.year]).toEqual([1995, 1979, 1999, 1995, NaN, NaN]);
    expect([...table.weight]).toEqual([6000, 9000, 5, 7000, NaN, 10]);
    expect(table.columns[0]).toEqual({
      ...{ name: 'genre', kind: 'words', facet: true },
      values: ['Crime, Drama', 'Horror', 'Drama', 'Crime', 'Crime', 'Comedy'],
    });
    expect(table.image[0]).toBe('/h.jpg');
  });

  test('links by id, and searches the title where the id is blank', async () => {
    const { table } = await makeData(await films(), section(COLUMNS));
    expect(table.link.slice(0, 2)).toEqual(['https://x.org/1', 'https://x.org/?q=Alien']);
    const { table: without } = await makeData(await films(), section({ ...COLUMNS, linkFallback: null }));
    expect(without.link[1]).toBe('');
  });

  test('keeps duplicates when told to, and still marks them', async () => {
    const { table } = await makeData(await films(), section(COLUMNS, { duplicates: 'keep' }));
    expect(table.droppedBecause[3]).toBeNull();
    expect(table.duplicateOf[3]).toBe(0);
  });

  test('keeps the top rows by a column, counted after blanks and duplicates are gone', async () => {
    const { table } = await makeData(await films(), section(COLUMNS, { top: 3, by: 'votes' }));
    expect([...keptRows(table)]).toEqual([0, 1, 5]);
    expect(table.droppedBecause[4]).toBe('not in the top 3 by votes');
    expect(table.droppedBecause[2]).toBe('no text');
  });

  test('ranks by the weight column when none is named, by order without one, ties to the earlier row', async () => {
    const byWeight = await makeData(await films(), section(COLUMNS, { top: 3 }));
    expect(byWeight.table.droppedBecause[4]).toBe('not in the top 3 by votes');
    const path = await tableFile('t.csv', 'text,n\na,1\nb,1\nc,1\nd,1\n');
    const byOrder = await makeData(path, section({}, { top: 3 }));
    expect(byOrder.table.droppedBecause[3]).toBe('not in the first 3');
    const tied = await makeData(path, section({}, { top: 3, by: 'n' }));
    expect([...keptRows(tied.table)]).toEqual([0, 1, 2]);
  });

  test('takes the bare name of a column for a template', async () => {
    const path = await tableFile('t.csv', 'my {text},url\na,https://x.org\nb,\nc,\n');
    const { table } = await makeData(path, section({ text: 'my {text}', link: 'url' }));
    expect(table.text).toEqual(['a', 'b', 'c']);
    expect(table.link).toEqual(['https://x.org', '', '']);
  });

  test('comes back from its files as it went', async () => {
    const output = await makeData(await films(), section(COLUMNS));
    const files = dataStep.save(output);
    expect(dataStep.load({ step: 'data', key: 'k', files })).toEqual(output);
    expect(dataStep.save(await makeData(await films(), section(COLUMNS)))).toEqual(files);
    expect(() => dataStep.load({ step: 'data', key: 'k', files: {} })).toThrow();
  });

  test('says what the Data view shows of each column', async () => {
    const { columns } = await makeData(await films(), section(COLUMNS));
    expect(columns.map(({ name, role }) => [name, role])).toEqual([
      ['id', 'id'],
      ['title', 'title'],
      ['text', 'text'],
      ['when', 'time'],
      ['votes', 'weight'],
      ['genre', 'facet'],
      ['poster', 'image'],
    ]);
    expect(columns[2]).toMatchObject({ type: 'text', filled: 5, distinct: 3 });
    expect(columns[0]!.examples).toEqual(['1', '3', '4']);
  });

  test('has a key of its own for every decision it reads', () => {
    const key = (decisions: object) => artifactKey(dataStep, decisions, ['bytes']);
    expect(key(section({}))).toBe(key(section({})));
    expect(key(section({}, { top: 5 }))).not.toBe(key(section({})));
  });
});

describe('tables too poor to map', () => {
  const make = async (content: string, decisions = section({})) =>
    makeData(await tableFile('t.csv', content), decisions);

  test.each([
    ['one row', 'text\na\n', 'DATA_TOO_SMALL', /at least 3.*got 1/],
    ['two rows', 'text\na\nb\n', 'DATA_TOO_SMALL', /got 2/],
    ['two texts among many rows', 'text\na\nb\na\nb\n', 'DATA_TOO_SMALL', /got 2 \(dropped: 2 duplicate\)/],
    ['all texts blank', 'text,x\n,1\n" ",2\n', 'DATA_EMPTY', /no text in any of its 2 rows/],
    ['all texts the same', 'text\na\na\na\na\n', 'DATA_IDENTICAL', /same in all 4 rows/],
  ] as const)('%s', async (_, content, code, message) => {
    await expect(make(content)).rejects.toMatchObject(refusal(code, message) as object);
  });

  test('all texts the same under different titles', async () => {
    const decisions = section({ title: 'title' });
    await expect(make('title,text\nx,a\ny,a\nz,a\n', decisions)).rejects.toMatchObject({
      code: 'DATA_IDENTICAL',
    });
  });

  test('five rows are enough', async () => {
    expect((await make('text\na\nb\nc\nd\ne\n')).table.rows).toBe(5);
  });

  test('a top too small is said to be so', async () => {
    await expect(make('text\na\nb\nc\n', section({}, { top: 2 }))).rejects.toMatchObject(
      refusal('DATA_TOO_SMALL', /1 not in the first 2/) as object,
    );
  });

  test.each([
    { text: '{txt}' },
    { text: 'txt' },
    { id: 'txt' },
    { title: 'txt' },
    { time: 'txt' },
    { image: 'txt' },
    { weight: 'txt' },
    { facets: ['txt'] },
    { link: 'https://x.org/{txt}' },
    { linkFallback: 'https://x.org/{txt}' },
  ])('a column that is not there: %o', async (columns) => {
    const [role] = Object.keys(columns);
    await expect(make('text\na\nb\nc\n', section(columns))).rejects.toMatchObject(
      refusal(
        'COLUMN_MISSING',
        new RegExp(`t\\.csv has no column "txt" \\(${role}\\)\\. Did you mean "text"\\?`),
      ) as object,
    );
  });

  test('a ranking column that is not there, or holds no numbers', async () => {
    const content = 'text,name\na,x\nb,y\nc,z\n';
    await expect(make(content, section({}, { by: 'nome' }))).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
    });
    await expect(make(content, section({}, { top: 3, by: 'name' }))).rejects.toMatchObject(
      refusal('RECIPE_INVALID', /numbers; 0 of \d+ values in "name"/) as object,
    );
  });
});
