import { memo, useContext, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Rows } from '../data/rows.js';
import { clauseKey, withClause, withoutClause, type Filter } from '../filter/clause.js';
import { LiveContext } from '../live/context.js';
import { useMeaning } from '../live/use-meaning.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { percent, whole } from '../words.js';
import { complete, readTyped } from './complete.js';
import type { Found } from './find-titles.js';
import { idIndex } from './ids.js';
import { LISTED, LISTED_BY_MEANING, sectionsOf, type Option } from './sections.js';
import { useTitleIndex } from './use-title-index.js';

interface SearchBoxProps {
  filter: Filter;
  /** Best first; the same array while they are the same. */
  onHits: (hits: readonly number[]) => void;
}

const NONE: Found = { count: 0, best: [], partly: false };

/**
 * Search by title, text and columns: an ARIA combobox whose list follows each keystroke. `genre:horror` and its like
 * become part of the filter with the space or Enter after them.
 */
export const SearchBox = memo(function SearchBox({ filter, onHits }: SearchBoxProps) {
  const { rows, data } = useAnswer();
  const { topics } = data;
  const { filterBy, showRow } = useActs();
  const id = useId();
  const listed = useContext(LiveContext) === null ? LISTED.alone : LISTED.live;
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const typed = useMemo(() => readTyped(query, rows, topics), [query, rows, topics]);
  const { index, share } = useTitleIndex(rows, typed.words !== '');
  const ids = useMemo(() => idIndex(rows), [rows]);
  const hits = useMemo<Found>(() => {
    if (typed.words === '') return NONE;
    const named = ids.find(typed.words);
    return index?.find(typed.words, named) ?? { count: named.length, best: named, partly: false };
  }, [index, ids, typed.words]);
  const meaning = useMeaning(typed.words, rows);
  const marked = useMemo(() => {
    const near = meaning.hits.slice(0, LISTED_BY_MEANING).map(({ row }) => row);
    return near.length === 0 ? hits.best : [...new Set([...near, ...hits.best])];
  }, [hits, meaning]);
  useEffect(() => onHits(marked), [marked, onHits]);
  useSlash(input);

  const sections = useMemo(
    () =>
      sectionsOf({
        lines: query.trim() === '' ? [] : complete(query, rows, topics),
        ...{ words: typed.words, hits, meaning, listed },
      }),
    [query, rows, topics, hits, typed.words, meaning, listed],
  );
  const options = sections.flatMap((section) => section.options);
  const showing = open && query.trim() !== '';
  const tooShort = typed.words !== '' && index !== null && index.tooShort(typed.words);

  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  /** Takes what is whole of a line into the filter, and leaves the rest to be searched. */
  const take = (line: string): void => {
    const read = readTyped(line, rows, topics);
    if (read.problem !== null || read.filter.length === 0) return setQuery(line);
    filterBy(read.filter.reduce(withClause, filter));
    setQuery(read.words);
  };
  const type = (line: string): void => {
    setActive(0);
    setOpen(true);
    // A space after a clause that is whole ends it.
    if (/\S\s$/u.test(line) && line.length > query.length) take(line);
    else setQuery(line);
  };
  const choose = (option: Option | undefined): void => {
    if (option === undefined || typed.filter.length > 0) return take(query);
    if (option.kind === 'line') {
      setActive(0);
      if (option.line.endsWith(' ')) take(option.line);
      else setQuery(option.line);
      return input.current?.focus();
    }
    setOpen(false);
    if (option.kind !== 'keep') return showRow(option.row);
    filterBy(withClause(filter, { kind: 'words', words: option.words }));
    setQuery('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!showing) return setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) => (options.length === 0 ? 0 : (at + step + options.length) % options.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === 'Tab' && showing && options[active]?.kind === 'line') {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (showing) setOpen(false);
      else setQuery('');
    } else if (event.key === 'Backspace' && query === '' && filter.length > 0) {
      filterBy(withoutClause(filter, clauseKey(filter.at(-1)!)));
    }
  };

  const item = (option: Option) => {
    const k = options.indexOf(option);
    return (
      <div
        key={option.key}
        id={`${id}-${k}`}
        className="option"
        role="option"
        aria-selected={k === active}
        data-kind={option.kind}
        onPointerDown={(event) => event.preventDefault()}
        onPointerMove={() => setActive(k)}
        onClick={() => choose(option)}
      >
        <OptionText option={option} rows={rows} />
      </div>
    );
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
        aria-activedescendant={showing && options[active] !== undefined ? `${id}-${active}` : undefined}
        placeholder="Search titles"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={200}
        dir="auto"
        value={query}
        onChange={(event) => type(event.target.value)}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      {query !== '' && (
        <>
          <span className="search-count" role="status">
            {typed.words !== '' &&
              (index === null
                ? `${percent(share)} read`
                : tooShort && hits.count === 0
                  ? ''
                  : `${whole(hits.count)} found`)}
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
      <div
        className="found"
        id={`${id}-list`}
        role="listbox"
        aria-label="Rows found"
        hidden={!showing || options.length === 0}
      >
        {sections.map(({ title, options: own }, s) =>
          title === null ? (
            own.map(item)
          ) : (
            <div key={title} role="group" aria-labelledby={`${id}-group-${s}`}>
              <p id={`${id}-group-${s}`} className="search-group">
                {title}
              </p>
              {own.map(item)}
            </div>
          ),
        )}
        {meaning.because !== null && (
          <p role="none" className="search-group">
            {meaning.because}
          </p>
        )}
      </div>
      {showing && typed.problem === null && tooShort && (
        <p className="search-none">
          One more letter is needed: too many of {whole(rows.n)} titles have a word that begins with this one.
        </p>
      )}
      {showing && typed.problem !== null && <p className="search-none">{typed.problem}</p>}
      {showing &&
        typed.problem === null &&
        typed.words !== '' &&
        index !== null &&
        hits.count === 0 &&
        !tooShort &&
        options[0]?.kind !== 'line' && (
          <p className="search-none">No title or text like this. Try fewer or other letters.</p>
        )}
    </div>
  );
});

function OptionText({ option, rows }: { option: Option; rows: Rows }) {
  switch (option.kind) {
    case 'line':
      return (
        <>
          <bdi className="option-title">{option.text}</bdi>
          <span className="figure">{option.about}</span>
        </>
      );
    case 'keep':
      return <span className="option-title">Keep only rows with “{option.words.trim()}”</span>;
    case 'row':
    case 'meaning':
      return (
        <>
          <bdi className="option-title">{rows.title(option.row) || 'Untitled'}</bdi>
          <span className="figure">{rows.year(option.row)}</span>
        </>
      );
  }
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
