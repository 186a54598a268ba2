/** Columns of `rows.parquet`, in order: one line per input row, in input order. Version 1; see docs/results.md. */
export const ROW_COLUMNS = [
  { name: 'row', type: 'UINTEGER', about: '0-based place in the input; the key' },
  { name: 'id', type: 'VARCHAR', about: 'the id column as text; empty where blank' },
  { name: 'kept', type: 'BOOLEAN', about: 'whether the row was encoded and clustered' },
  { name: 'dropped_because', type: 'VARCHAR', about: 'why not, where it was not' },
  { name: 'duplicate_of', type: 'UINTEGER', about: 'the earlier row that this one repeats' },
  { name: 'x', type: 'FLOAT', about: 'place on the map' },
  { name: 'y', type: 'FLOAT', about: 'place on the map' },
  {
    name: 'topic',
    type: 'INTEGER',
    about: 'topic at the finest level; -1 is noise; empty where the row was left out',
  },
  { name: 'level_1', type: 'INTEGER', about: 'topic at the coarsest level' },
  { name: 'level_2', type: 'INTEGER', about: 'topic at level 2' },
  { name: 'level_3', type: 'INTEGER', about: 'topic at level 3' },
  { name: 'level_4', type: 'INTEGER', about: 'topic at level 4' },
  { name: 'level_5', type: 'INTEGER', about: 'the same as topic' },
  {
    name: 'probability',
    type: 'FLOAT',
    about: 'how firmly the row belongs to its topic, 0 to 1; 0 for noise',
  },
  {
    name: 'outlier_score',
    type: 'FLOAT',
    about: 'GLOSH: how far the row lies outside its densest neighbourhood, 0 to 1',
  },
  { name: 'label', type: 'VARCHAR', about: 'name of the topic; empty for noise' },
  {
    name: 'line',
    type: 'UINTEGER',
    about: 'line of its file that the row begins on, counted from 1; empty where the format has no lines',
  },
  {
    name: 'file',
    type: 'VARCHAR',
    about: 'the file the row comes from, as audit.json names it; empty where the table is one file',
  },
] as const;
