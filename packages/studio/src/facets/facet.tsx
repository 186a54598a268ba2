import { useState, type ReactNode } from 'react';

interface FacetProps {
  /** Of its column. */
  name: string;
  /** Beside the name. */
  about: string;
  children: ReactNode;
}

/** A column of the dock under its name; what is folded away counts nothing. */
export function Facet({ name, about, children }: FacetProps) {
  const [open, setOpen] = useState(true);
  const said = name.replaceAll('_', ' ');
  return (
    <section className="facet" aria-label={said}>
      <h3>
        <button aria-expanded={open} onClick={() => setOpen(!open)}>
          <bdi>{said}</bdi> <span className="figure">{about}</span>
        </button>
      </h3>
      {open && children}
    </section>
  );
}
