/** What a run does, in order, by the name it goes by in the studio. */
export const STEPS = [
  'data',
  'encode',
  'neighbours',
  'map',
  'layout',
  'linkage',
  'cluster',
  'levels',
  'label',
  'doubt',
] as const;
export type StepName = (typeof STEPS)[number];

/** First steps that read a decision, by the beginning of its place in the recipe; all that stand on them follow. */
const READ_BY: readonly [string, readonly StepName[]][] = [
  ['data.', ['data']],
  ['encode.requests.', []],
  ['encode.', ['encode']],
  ['purpose', ['cluster']],
  ['seed', ['map', 'layout']],
  ['reduce.neighbors', ['neighbours']],
  ['reduce.mapMinDist', ['map']],
  ['reduce.mapX', ['map', 'layout']],
  ['reduce.mapY', ['map', 'layout']],
  ['reduce.epochs', ['map', 'layout']],
  ['reduce.', ['layout']],
  ['cluster.minSamples', ['linkage']],
  ['cluster.metric', ['linkage']],
  ['cluster.linkage', ['linkage']],
  ['cluster.method', ['linkage']],
  ['cluster.', ['cluster']],
  ['levels.', ['levels']],
  ['label.', ['label']],
  ['doubt.', ['doubt']],
];

/** What each step stands on, in the order of {@link STEPS}. */
const STANDS_ON: Readonly<Record<StepName, readonly StepName[]>> = {
  data: [],
  encode: ['data'],
  neighbours: ['encode'],
  map: ['neighbours'],
  layout: ['neighbours'],
  linkage: ['layout'],
  cluster: ['linkage'],
  levels: ['cluster'],
  label: ['levels', 'map'],
  doubt: ['cluster'],
};

/**
 * Steps that a run with these decisions changed does again, in order; the others are found in the store.
 *
 * @param paths places in the recipe
 */
export function stepsAgain(paths: readonly string[]): StepName[] {
  const again = new Set<StepName>();
  for (const path of paths) {
    const read = READ_BY.find(([start]) => path === start || path.startsWith(start));
    for (const step of read?.[1] ?? STEPS) again.add(step);
  }
  for (const step of STEPS) {
    if (STANDS_ON[step].some((below) => again.has(below))) again.add(step);
  }
  return STEPS.filter((step) => again.has(step));
}
