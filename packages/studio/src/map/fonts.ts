import { FONTS, type Topics } from '@parallax-map/core';

/** Loads the bundled letters that the names need, so that they are measured and drawn in their own type. */
export async function loadNameFonts(topics: Topics): Promise<void> {
  const letters = new Set<string>();
  for (const { topics: level } of topics.levels) {
    for (const { label } of level) for (const letter of label + label.toUpperCase()) letters.add(letter);
  }
  const text = [...letters, '…'].join('');
  await Promise.allSettled(
    [400, 500].map((weight) => document.fonts.load(`${weight} 16px ${FONTS.serif}`, text)),
  );
}
