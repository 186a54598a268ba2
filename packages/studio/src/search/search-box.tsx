import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Rows } from '../data/rows.js';
import { whole } from '../words.js';
import { titleIndex, type TitleIndex } from './titles.js';

interface SearchBoxProps {
  rows: Rows;
  onHits: (hits: readonly number[]) => void;
  onSelect: (i: number) => void;
}

/** Hits in the list; all are marked on the map. */
const LISTED = 10;
const NONE: readonly number[] = [];

/** Search by title: an ARIA combobox whose list follows each keystroke. */
export function SearchBox({ rows, onHits, onSelect }: SearchBoxProps) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const index = useLazyIndex(rows, query !== '');
  const hits = useMemo(() => (query === '' ? NONE : index!.find(query)), [index, query]);
  useEffect(() => onHits(hits), [hits, onHits]);
  useSlash(input);

  const listed = hits.slice(0, LISTED);
  const showing = open && query.trim() !== '';
  const choose = (i: number | undefined) => {
    if (i === undefined) return;
    setOpen(false);
    onSelect(i);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!showing) return setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) => (listed.length === 0 ? 0 : (at + step + listed.length) % listed.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(listed[active]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (showing) setOpen(false);
      else setQuery('');
    }
  };

  return (
    <div
      className="search"
      role="search"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
      </svg>
      <input
        ref={input}
        type="text"
        inputMode="search"
        role="combobox"
        aria-label="Search titles"
        aria-expanded={showing}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={showing && listed[active] !== undefined ? `${id}-${active}` : undefined}
        placeholder="Search titles"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={200}
        dir="auto"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      {query !== '' && (
        <>
          <span className="search-count" role="status">
            {whole(hits.length)} found
          </span>
          <button
            className="search-clear"
            aria-label="Clear the search"
            onClick={() => {
              setQuery('');
              input.current?.focus();
            }}
          >
            ×
          </button>
        </>
      )}
      <ul id={`${id}-list`} role="listbox" aria-label="Titles found" hidden={!showing || listed.length === 0}>
        {listed.map((i, k) => (
          <li
            key={i}
            id={`${id}-${k}`}
            role="option"
            aria-selected={k === active}
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => setActive(k)}
            onClick={() => choose(i)}
          >
            <bdi className="option-title">{rows.title(i) || 'Untitled'}</bdi>
            <span className="figure">{rows.year(i)}</span>
          </li>
        ))}
      </ul>
      {showing && listed.length === 0 && (
        <p className="search-none">No title like this. Try fewer or other letters.</p>
      )}
    </div>
  );
}

/** Built with the first letter typed, then kept. */
function useLazyIndex(rows: Rows, wanted: boolean): TitleIndex | null {
  const index = useRef<{ rows: Rows; index: TitleIndex } | null>(null);
  if (wanted && index.current?.rows !== rows) index.current = { rows, index: titleIndex(rows) };
  return index.current?.index ?? null;
}

/** The slash key goes to the search from wherever no text is typed. */
function useSlash(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [input]);
}
