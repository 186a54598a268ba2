import type { Topics } from '../contract/topics.js';
import { familySlots, type Gamut, type Slot } from './family-hues.js';
import { familyShades, paletteOf } from './family-shades.js';
import { fromHex, fromOklch, type Rgb } from './oklch.js';
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

export type { Slot } from './family-hues.js';

/** Topics of an answer beside an earlier one: of each level-1 topic the slot that it keeps from there, null for none. */
export type KeptColours = Topics & { slots?: readonly (Slot | null)[] | undefined };

/**
 * Colours by place in the tree: each level-1 topic is a family with a hue of its own, chosen so that families
 * near each other on the map differ; topics inside a family share its hue within a few degrees and stand apart in
 * lightness, those near each other on the map the most. A topic has the same place in its family's range in both
 * themes. An only child has its parent's colour unless a neighbour on the map looks like it.
 */
export function topicColours(topics: KeptColours, theme: ThemeName): TopicColours {
  const levels = topics.levels.map(({ topics: level }) => level);
  const gamuts = Object.values(GAMUTS);
  const slots = topicSlots(topics);
  const palette = paletteOf(slots);
  const shaded = familyShades(levels, slots, palette, gamuts);
  return {
    levels: shaded.map((level) =>
      level.map(({ family, shade }) => fromOklch(palette.shade(family, shade, GAMUTS[theme]))),
    ),
    noise: fromHex(THEMES[theme].dust),
  };
}

/** Of each level-1 topic, the hue and the lightness that its family is coloured in. */
export function topicSlots({ levels: [families], slots }: KeptColours): Slot[] {
  return familySlots(
    families.topics.map(({ x }) => x),
    families.topics.map(({ y }) => y),
    Object.values(GAMUTS),
    slots,
  );
}
