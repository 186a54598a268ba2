import type { ReactNode } from 'react';

interface SectionProps {
  /** Of its heading, for the list of contents. */
  id: string;
  title: string;
  children: ReactNode;
}

/** One part of the Data view under its heading. */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h3 id={id} tabIndex={-1}>
        {title}
      </h3>
      {children}
    </section>
  );
}

/** Brings a part into sight, and the reader's place with it. */
export function goToSection(id: string): void {
  const heading = document.getElementById(id);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  heading?.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
  heading?.focus({ preventScroll: true });
}
