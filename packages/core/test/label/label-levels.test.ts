import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelLevels } from '@parallax-map/core';
import type { LabelOptions, NestedLevels, TopicLabel } from '@parallax-map/core';

const english = new Set('a an and are by for from he her his in is it of on the they to with who'.split(' '));

const options: LabelOptions = {
  words: 10,
  maxNgram: 3,
  weighting: 'bm25',
  reduceFrequentWords: true,
  stopWords: english,
  language: 'en',
  nameWithoutTerms: (_, topic) => `Topic ${topic + 1}`,
};

const heist = [
  'A crew of robbers plans a heist on the bank.',
  'The robbers hit a bank; the heist fails.',
  'One robber betrays the heist and the bank pays.',
  'In the bank, the heist of the year is led by robbers.',
];
const war = [
  'A pilot in World War II is shot down over Nazi Germany.',
  'World War II ends, and a soldier leaves Nazi Germany.',
  'Soldiers of World War II hide in Nazi Germany.',
  'The story of a spy in World War II and of Nazi Germany.',
];
const robots = [
  'Robots wake on a distant planet with no humans.',
  'A robot and a child cross the planet.',
  'The planet is ruled by robots who fear the sea.',
  'On this planet a robot learns to sing.',
];

describe('a name', () => {
  const [heistName, warName, robotName] = name([heist, war, robots]).map(({ label }) => label);

  it('reads aloud: the terms most texts share, in their own form, joined in their language', () => {
    for (const word of ['heist', 'bank', 'robbers']) expect(heistName!.toLowerCase()).toContain(word);
    expect(heistName).toMatch(/^[A-Z]\w+, \w+ and \w+$/u);
    expect(robotName!.toLowerCase()).toContain('planet');
  });

  it('keeps the capitals of names, and whole names together', () => {
    expect(['World War II and Nazi Germany', 'Nazi Germany and World War II']).toContain(warName);
  });

  it('uses dots where the language is not known', () => {
    const [{ label }] = name([heist, war], { language: null }) as [TopicLabel];
    expect(label.split(' · ').length).toBeGreaterThan(1);
  });

  it('is not shared by two topics of a level', () => {
    const names = name([heist, heist, heist]).map(({ label }) => label.toLowerCase());
    expect(new Set(names).size).toBe(3);
  });

  it('stays where a topic has one from before, and no other topic takes it', () => {
    const [first] = name([heist, heist, war]) as [TopicLabel];
    const before = (_: number, topic: number): string | undefined => (topic === 1 ? first.label : undefined);
    const named = name([heist, heist, war], { nameFromBefore: before });
    expect(named[1]!.label).toBe(first.label);
    expect(named[0]!.label.toLowerCase()).not.toBe(first.label.toLowerCase());
    expect(named.map(({ words }) => words)).toEqual(name([heist, heist, war]).map(({ words }) => words));
  });

  it('falls back where texts hold no word', () => {
    expect(name([['12', '…', ''], heist])[0]!.label).toBe('Topic 1');
  });

  it('passes over first names, which are everywhere, for what a topic is about', () => {
    const people = ['John Carter', 'John Wick', 'John Connor', 'John Rambo'];
    const withJohn = (texts: string[]) =>
      texts.map((text, i) => `${text} There ${people[i]} is. Later John dies.`);
    const names = name([withJohn(heist), withJohn(robots), withJohn(war)], {
      stopWords: new Set([...english, 'there', 'later']),
    });
    for (const { label } of names) expect(label).not.toContain('John');
  });

  it('comes from the only child where a coarser topic is the same rows', () => {
    const texts = [...heist, ...war, ...robots];
    const fine = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    const coarse = fine.map((topic) => (topic === 2 ? 1 : 0));
    const nested: NestedLevels = {
      levels: [coarse, coarse, coarse, fine, fine],
      parents: [
        [-1, -1],
        [0, 1],
        [0, 1],
        [0, 0, 1],
        [0, 1, 2],
      ].map((ids) => Int32Array.from(ids)),
    };
    const levels = labelLevels(texts, nested, options);
    expect(levels[0]![1]!.label).toBe(levels[4]![2]!.label);
    expect(levels[0]![0]!.label).not.toBe(levels[4]![0]!.label);

    const nameFromBefore = (level: number, topic: number) =>
      level === 2 ? ['Before', 'Not this'][topic] : undefined;
    const [coarsest] = labelLevels(texts, nested, { ...options, nameFromBefore });
    expect(coarsest!.map(({ label }) => label)).toEqual(['Before', levels[4]![2]!.label]);
  });
});

describe('the words of a name', () => {
  const articles = 'after again at be but for into not she their them then under until while you';
  const section = { stopWords: new Set([...english, ...articles.split(' ')]) };

  it('are things, not what is done to them, nor how they are', () => {
    const trial = [
      'She enters the court to earn a pardon while he sleeps.',
      'He earns a fine at the court, and the judge is furious: she sleeps.',
      'The judge who sleeps in court must earn their trust; they are furious.',
      'A furious man sleeps in the court until the judge is furious.',
    ];
    const [{ label }] = name([trial, robots, war], section) as [TopicLabel];
    expect(label.toLowerCase()).toMatch(/court|judge/u);
    for (const word of ['earn', 'sleep', 'furious']) expect(label.toLowerCase()).not.toContain(word);
  });

  it('are not the quirk of one text, however often it says them', () => {
    const harbour = [
      'The harbour hides a zeppelin: a zeppelin, the zeppelin, his zeppelin, their zeppelin of zeppelins.',
      'A sailor leaves the harbour.',
      'The sailor and the harbour wait for a ship.',
      'In the harbour, a sailor sings.',
    ];
    const [{ label }] = name([harbour, robots, war], section) as [TopicLabel];
    expect(label).toMatch(/^(Harbour and sailor|Sailor and harbour)$/u);
  });

  it('are as few as say it: a weak second or third is left out', () => {
    const dogs = [
      'A dog in the rain of May.',
      'The dog, a hill and an uncle.',
      'Of his dog and the radio.',
      'The dog on a stair with a pipe.',
    ];
    const [{ label }] = name([dogs, robots, war], section) as [TopicLabel];
    expect(label).toBe('Dog');
  });

  it('count singular and plural as one thing, and show the more frequent', () => {
    const witches = [
      'The witches of the moor.',
      'A witch lives on the moor.',
      'Of the witches and the moor.',
      'The witches, the moor and a crow.',
    ];
    const [{ label }] = name([witches, robots, war], section) as [TopicLabel];
    expect(label).toMatch(/^(Witches and moor|Moor and witches)$/u);
  });

  it('are true of all parts of a coarse topic, not of its loudest', () => {
    const sea = ['The shark in the sea.', 'A shark, the sea and a shark.', 'The sea, a shark, the shark.'];
    const wrecks = ['A wreck under the sea.', 'The sea and the wreck.', 'The wreck in the sea.'];
    const texts = [...sea, ...wrecks, ...war, ...robots];
    const fine = Int32Array.from(texts, (_, row) => (row < 3 ? 0 : row < 6 ? 1 : row < 10 ? 2 : 3));
    const coarse = fine.map((topic) => Math.max(0, topic - 1));
    const parents = [
      [-1, -1, -1],
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
      [0, 0, 1, 2],
    ];
    const nested = {
      levels: [coarse, coarse, coarse, coarse, fine],
      parents: parents.map((ids) => Int32Array.from(ids)),
    };
    expect(labelLevels(texts, nested, { ...options, ...section })[0]![0]!.label).toMatch(/^Sea/u);
  });

  it.each([
    [
      'fr',
      'le la les un une des du de il elle et qui à en',
      [
        'Le tueur en série chante, et la police dort.',
        'La police chante la nuit : elle dort.',
        'Un tueur en série, la police et une ville.',
        'Elle chante ; il dort. La police du tueur en série.',
      ],
      ['Le chat dans la rue.', 'Une rue et un chat.', 'Il voit le chat de la rue.'],
      /^(Tueur en série et police|Police et tueur en série)$/u,
    ],
    [
      'de',
      'der die das des dem den ein eine und er sie im in von',
      [
        'Der Vampir schläft im Schloss.',
        'Er schläft, und der Vampir trinkt das Blut.',
        'Das Schloss des Vampir trinkt und schläft.',
        'Im Schloss trinkt der Vampir.',
      ],
      ['Die Katze in der Gasse.', 'Eine Gasse und die Katze.', 'Er sieht die Katze.'],
      /^(Vampir und Schloss|Schloss und Vampir)$/u,
    ],
  ])('are nouns in other languages too: %s', (language, stops, texts, rest, wanted) => {
    const other = { stopWords: new Set([...english, ...stops.split(' ')]), language };
    expect(name([texts, rest], other)[0]!.label).toMatch(wanted);
  });
});

describe('the words of a topic', () => {
  const [heistWords, warWords] = name([heist, war, robots]).map(({ words }) => words.map(({ word }) => word));

  it('hold no two forms of one word', () => {
    const forms = heistWords!.filter((word) => /^robbers?$/iu.test(word));
    expect(forms).toHaveLength(1);
  });

  it('hold no term that only occurs inside a longer one', () => {
    expect(warWords).toContain('World War II');
    for (const part of ['world', 'war', 'World War', 'World', 'War', 'II'])
      expect(warWords).not.toContain(part);
  });

  it('come best first', () => {
    const weights = name([heist, war, robots])[0]!.words.map(({ weight }) => weight);
    expect([...weights].sort((a, b) => b - a)).toEqual(weights);
  });

  it('leave out function words, contracted or not', () => {
    const texts = [
      "It's the king's crown.",
      "He doesn't wear the king’s crown.",
      "They'll steal the crown, they're kings.",
    ];
    const [first] = name([texts, heist]);
    const words = first!.words.map(({ word }) => word.toLowerCase());
    expect(words).toContain('crown');
    expect(words.some((word) => word.includes("'") || ['it', 'doesn', 'they'].includes(word))).toBe(false);
  });

  it('do not run across a comma or the end of a sentence', () => {
    const texts = Array<string>(4).fill('A red, wolf. Moon falls.');
    const [first] = name([texts, heist]);
    const words = first!.words.map(({ word }) => word.toLowerCase());
    expect(words.some((word) => word.includes('red wolf') || word.includes('wolf moon'))).toBe(false);
  });

  it.each([
    ['zh', ['机器人攻击城市。', '机器人保护城市。', '城市里有机器人。'], ['机器人', '城市']],
    ['th', ['หุ่นยนต์ในเมือง', 'เมืองของหุ่นยนต์', 'หุ่นยนต์ปกป้องเมือง'], ['หุ่นยนต์', 'เมือง']],
    ['ar', ['الروبوت يحمي المدينة', 'المدينة تخاف الروبوت', 'يهاجم الروبوت المدينة'], ['الروبوت', 'المدينة']],
  ])('are found in scripts without spaces or case: %s', (language, texts, wanted) => {
    const [first] = name([texts, heist], { language });
    const words = first!.words.map(({ word }) => word);
    for (const word of wanted) expect(words).toContain(word);
  });

  it('are the same whatever order the rows come in', () => {
    const texts = [...heist, ...war, ...robots];
    const labels = texts.map((_, row) => Math.floor(row / 4));
    fc.assert(
      fc.property(fc.shuffledSubarray([...texts.keys()], { minLength: 12 }), (order) => {
        const before = labelOf(texts, labels, 3, options);
        const after = labelOf(
          order.map((row) => texts[row]!),
          order.map((row) => labels[row]!),
          3,
          options,
        );
        expect(after.map(({ words }) => new Set(words.map(({ weight }) => weight)))).toEqual(
          before.map(({ words }) => new Set(words.map(({ weight }) => weight))),
        );
      }),
      { numRuns: 20 },
    );
  });
});

it('labels nothing where all rows are noise', () => {
  expect(labelOf(heist, [-1, -1, -1, -1], 0, options)).toEqual([]);
});

/** Names the topics that these groups of texts are. */
function name(groups: string[][], changes: Partial<LabelOptions> = {}): TopicLabel[] {
  const labels = groups.flatMap((texts, topic) => texts.map(() => topic));
  return labelOf(groups.flat(), labels, groups.length, { ...options, ...changes });
}

function labelOf(texts: string[], labels: number[], topics: number, chosen: LabelOptions): TopicLabel[] {
  const ids = Int32Array.from({ length: topics }, (_, id) => id);
  const nested: NestedLevels = {
    levels: Array<Int32Array>(5).fill(Int32Array.from(labels)),
    parents: [ids.map(() => -1), ids, ids, ids, ids],
  };
  return labelLevels(texts, nested, chosen)[4]!;
}
