/** Names as they stand, trimmed; a blank one is called by its place, a repeated one numbered. Case tells apart. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names.map((name) => name.trim()));
  const seen = new Set<string>();
  return names.map((raw, i) => {
    const name = raw.trim() || `column_${i + 1}`;
    let unique = name;
    for (let n = 2; seen.has(unique) || (unique !== name && taken.has(unique)); n++) unique = `${name}_${n}`;
    seen.add(unique);
    return unique;
  });
}
