/** An atlas by day, a sky by night: every colour that is not a topic's, for PNG and CSS alike. */
export const THEMES = {
  day: {
    /** Ground of the map: warm paper. */
    background: '#f7f2e8',
    /** Ground of what floats above the map. */
    panel: '#fdfaf3',
    /** Ground of a hovered or pressed thing on a panel. */
    raised: '#efe7d8',
    /** Text and names. */
    ink: '#2a251f',
    /** Second text: units, captions; at least 4.5 : 1 on background and panel. */
    muted: '#6a6154',
    /** Hairlines, where space will not do. */
    line: '#ddd3c1',
    /** Outline of a name, so that it reads above points. */
    halo: '#f7f2e8',
    /** Rows without a topic. */
    dust: '#b8ad9c',
    /** What the user does: selection, focus. */
    accent: '#0f6288',
    /** Only for what is wrong. */
    wrong: '#ae2a1c',
    /** Under what floats. */
    shadow: 'rgba(74, 58, 34, 0.16)',
  },
  night: {
    background: '#0b101c',
    panel: '#131a29',
    raised: '#1e2739',
    ink: '#e9e6dc',
    muted: '#969eb0',
    line: '#2a3448',
    halo: '#0b101c',
    dust: '#47516a',
    accent: '#ffc966',
    wrong: '#ff7d6b',
    shadow: 'rgba(0, 0, 0, 0.45)',
  },
} as const;

export type ThemeName = keyof typeof THEMES;

/** Families of type, as CSS and canvas name them; the first of each is bundled. */
export const FONTS = {
  /** Names on the map. */
  serif: "Alegreya, 'Noto Serif', 'DejaVu Serif', serif",
  /** Everything else; set figures with `font-variant-numeric: tabular-nums`. */
  sans: "'Source Sans 3', 'Noto Sans', 'DejaVu Sans', sans-serif",
} as const;
