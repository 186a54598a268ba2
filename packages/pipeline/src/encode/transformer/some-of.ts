/** Some of the places, spread evenly, whose texts have about so many characters together; one at least. */
export function someOf(places: readonly number[], texts: readonly string[], characters: number): Uint32Array {
  const all = places.reduce((sum, place) => sum + texts[place]!.length, 0);
  const wanted = Math.max(1, Math.round((places.length * characters) / Math.max(all, 1)));
  const count = Math.min(places.length, wanted);
  return Uint32Array.from({ length: count }, (_, i) => places[Math.floor((i * places.length) / count)]!);
}
