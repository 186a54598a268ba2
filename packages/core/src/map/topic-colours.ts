import type { Topic, Topics } from '../contract/topics.js';
import { familySlots, slotColour, type Gamut } from './family-hues.js';
import { fromHex, fromOklch, type Oklch, type Rgb } from './oklch.js';
import { THEMES, type ThemeName } from './themes.js';

export interface TopicColours {
  /** levels[level - 1][topic id]. */
  levels: Rgb[][];
  /** Rows without a topic: dust. */
  noise: Rgb;
}

const GAMUTS: Record<ThemeName, Gamut> = {
  day: { tiers: [0.48, 0.58, 0.68], chroma: 0.125 },
  night: { tiers: [0.66, 0.75, 0.84], chroma: 0.12 },
};

/** Half widths of what a family may use around its colour. */
const LIGHTNESS = 0.06;
const MOST_HUE = 13;

/**
 * Colours by place in the tree: each level-1 topic is a family with a hue of its own, chosen so that families
 * near each other on the map differ; topics inside a family share its hue and stand apart in lightness,
 * chroma and a few degrees of hue. A family has the same hue in both themes. An only child has its parent's colour.
 */
export function topicColours(topics: Topics, theme: ThemeName): TopicColours {
  const [first, ...finer] = topics.levels.map(({ topics: level }) => level);
  const families = first;
  const slots = familySlots(
    families.map(({ x }) => x),
    families.map(({ y }) => y),
    Object.values(GAMUTS),
  );
  const hueWidth = Math.min(MOST_HUE, 120 / Math.max(1, families.length));
  let parents: Shade[] = slots.map((slot) => ({
    centre: slotColour(slot, GAMUTS[theme]),
    lightness: LIGHTNESS,
    hue: hueWidth,
  }));
  let parentTopics = families;
  const levels = [parents.map(({ centre }) => fromOklch(centre))];
  for (const level of finer) {
    const shades = new Array<Shade>(level.length);
    for (const [parent, children] of byParent(level)) {
      divide(parents[parent], parentTopics[parent], children, shades);
    }
    levels.push(shades.map(({ centre }) => fromOklch(centre)));
    parents = shades;
    parentTopics = level;
  }
  return { levels, noise: fromHex(THEMES[theme].dust) };
}

/** A colour, and how far around it finer topics may go. */
interface Shade {
  centre: Oklch;
  lightness: number;
  hue: number;
}

function byParent(level: readonly Topic[]): Map<number, Topic[]> {
  const groups = new Map<number, Topic[]>();
  for (const topic of level) {
    const group = groups.get(topic.parent!);
    if (group) group.push(topic);
    else groups.set(topic.parent!, [topic]);
  }
  return groups;
}

/** Children in turn around their parent take lightnesses that jump, so that those side by side differ. */
function divide(parent: Shade, place: Topic, children: readonly Topic[], shades: Shade[]): void {
  const n = children.length;
  const turn = (topic: Topic): number => Math.atan2(topic.y - place.y, topic.x - place.x);
  const around = [...children].sort((a, b) => turn(a) - turn(b) || a.id - b.id);
  const step = stride(n);
  const left = n === 1 ? 1 : 1 / Math.sqrt(n);
  around.forEach((topic, k) => {
    const across = n === 1 ? 0 : (2 * ((k * step) % n)) / (n - 1) - 1;
    const aside = n === 1 ? 0 : 2 * ((k * 0.618033988749895 + 0.5) % 1) - 1;
    const inner = 1 - 0.5 * left;
    shades[topic.id] = {
      centre: {
        l: parent.centre.l + across * parent.lightness * inner,
        c: parent.centre.c * (1 - 0.16 * Math.abs(across) * aside * (left === 1 ? 0 : 1)),
        h: parent.centre.h + aside * parent.hue * inner,
      },
      lightness: parent.lightness * left,
      hue: parent.hue * left,
    };
  });
}

/** The whole number nearest to 0.382 n that shares no divisor with n. */
function stride(n: number): number {
  for (let step = Math.max(1, Math.round(0.382 * n)); ; step++) if (divisor(step, n) === 1) return step;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
