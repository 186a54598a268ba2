import type { ReactNode } from 'react';
import type { View } from './state/place.js';

interface PanelProps {
  view: Exclude<View, 'map'>;
  /** Whose panel stands beside the map. */
  shown: View;
  className?: string;
  children: ReactNode;
}

/** What a tab of the bar brings beside the map. */
export function Panel({ view, shown, className = '', children }: PanelProps) {
  return (
    <section
      className={`panel ${className}`.trim()}
      id={`panel-${view}`}
      role="tabpanel"
      aria-labelledby={`tab-${view}`}
      hidden={shown !== view}
    >
      {children}
    </section>
  );
}
