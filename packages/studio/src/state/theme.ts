import { THEMES } from '@parallax-map/core';
import { useEffect, useSyncExternalStore } from 'react';
import type { Theme } from './place.js';

const KEY = 'parallax.theme';
const DARK = '(prefers-color-scheme: dark)';

/** The theme in force: the address says first, then what was chosen before, then the system. */
export function useTheme(asked: Theme | null): Theme {
  const system = useSyncExternalStore(watchSystem, systemTheme);
  const theme = asked ?? remembered() ?? system;
  useEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    root.style.colorScheme = theme === 'night' ? 'dark' : 'light';
    for (const [name, value] of Object.entries(THEMES[theme])) root.style.setProperty(`--${name}`, value);
  }, [theme]);
  return theme;
}

/** Keeps the choice for the next visit, where the browser lets a page keep anything. */
export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is off: the address still carries the choice.
  }
}

function remembered(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'day' || value === 'night' ? value : null;
  } catch {
    return null;
  }
}

function systemTheme(): Theme {
  return matchMedia(DARK).matches ? 'night' : 'day';
}

function watchSystem(changed: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
