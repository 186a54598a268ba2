/** A number of CSS pixels as SVG takes it: to a hundredth, without zeros that say nothing. */
export function svgNumber(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded).replace(/^(-?)0\./, '$1.');
}

/**
 * Text that may stand between tags and in attributes. What XML 1.0 has no place for (control characters, halves of
 * surrogate pairs, U+FFFE and U+FFFF) is left out: one of them would make the whole file unreadable.
 */
export function svgText(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd) return '';
    if ((code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) return '';
    return ENTITIES[character] ?? character;
  }).join('');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
