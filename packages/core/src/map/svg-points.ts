import type { MapScene } from './compose-map.js';
import { hex } from './oklch.js';
import type { Splats } from './splat.js';
import { svgNumber } from './svg-text.js';
import { THEMES } from './themes.js';

/** How far crowds are tinted around them, CSS pixels, and how strongly, before the wash's own opacity: near, then far. */
const BLURS = [
  { id: 'near', deviation: 15, gathered: 2.5 },
  { id: 'far', deviation: 40, gathered: 5 },
];

/** A tint beneath the crowds: the points again, run together. */
export function svgWash({ points: { clustered, look } }: MapScene): string[] {
  if (clustered.left.length === 0 || look.wash <= 0) return [];
  return [
    '<filter id="run-together" x="0" y="0" width="100%" height="100%" filterUnits="userSpaceOnUse">',
    ...BLURS.flatMap(({ id, deviation, gathered }) => [
      `<feGaussianBlur in="SourceGraphic" stdDeviation="${deviation}"/>`,
      `<feComponentTransfer result="${id}"><feFuncA type="linear" slope="${gathered}"/></feComponentTransfer>`,
    ]),
    '<feMerge><feMergeNode in="far"/><feMergeNode in="near"/></feMerge>',
    '</filter>',
    `<g opacity="${svgNumber(look.wash)}"><g filter="url(#run-together)"><use xlink:href="#points"/></g></g>`,
  ];
}

/** Points as circles, grouped by colour: first what a filter dropped, then dust, then rows of topics. */
export function svgPoints(scene: MapScene): string[] {
  const { noise, dimmed, clustered, look } = scene.points;
  return [
    ...layer('dimmed', dimmed, look.dustRadius, look.dimmed, scene),
    ...layer('dust', noise, look.dustRadius, look.dust, scene),
    ...layer('points', clustered, look.radius, look.point, scene),
  ];
}

/** Rings and outline in the colour of what the reader does. */
export function svgMarks({ marks, theme }: MapScene): string[] {
  if (marks === undefined || marks.rings.length + marks.outline.length === 0) return [];
  const rings = marks.rings.map(
    ({ left, top, radius, thickness }) =>
      `<circle cx="${svgNumber(left)}" cy="${svgNumber(top)}" r="${svgNumber(radius)}" stroke-width="${svgNumber(thickness)}"/>`,
  );
  const outline =
    marks.outline.length === 0
      ? []
      : [`<polygon points="${marks.outline.map(svgNumber).join(' ')}" stroke-width="1.5"/>`];
  return [`<g id="marks" fill="none" stroke="${THEMES[theme].accent}">`, ...rings, ...outline, '</g>'];
}

function layer(
  id: string,
  { left, top, colour, palette, size }: Splats,
  radius: number,
  opacity: number,
  { width, height, pixelRatio }: MapScene,
): string[] {
  const groups = new Map<number, string[]>();
  for (let i = 0; i < left.length; i++) {
    const x = left[i] / pixelRatio;
    const y = top[i] / pixelRatio;
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    const circle = `<circle cx="${svgNumber(x)}" cy="${svgNumber(y)}" r="${svgNumber(radius * (size?.[i] ?? 1))}"/>`;
    const group = groups.get(colour[i]);
    if (group) group.push(circle);
    else groups.set(colour[i], [circle]);
  }
  if (groups.size === 0) return [];
  // Small groups lie on top: a large one would bury them.
  const ordered = [...groups].sort(([a, m], [b, n]) => n.length - m.length || a - b);
  return [
    `<g id="${id}" fill-opacity="${svgNumber(opacity)}">`,
    ...ordered.map(([place, circles]) => `<g fill="${hex(palette[place])}">${circles.join('')}</g>`),
    '</g>',
  ];
}
