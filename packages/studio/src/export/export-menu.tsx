import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Atlas } from '../map/atlas.js';
import { Sign } from '../map/sign.js';
import { download } from '../selection/export-csv.js';
import { useAnswer } from '../state/answer.js';
import { whole } from '../words.js';
import {
  PRINT_WIDTH,
  viewAsPng,
  viewAsSvg,
  wholeAsPng,
  wholeAsSvg,
  type Drawn,
  type Told,
} from './pictures.js';

/** One picture that can be saved. */
interface Choice {
  words: string;
  hint: string;
  /** What follows the table's name in the file's. */
  ending: string;
  draw(atlas: Atlas, drawn: Drawn, told: Told): Promise<Blob>;
}

const CHOICES: readonly Choice[] = [
  {
    words: 'This view as PNG',
    hint: 'as large as it is on the screen',
    ending: '.png',
    draw: viewAsPng,
  },
  { words: 'This view as SVG', hint: 'vectors, names as text', ending: '.svg', draw: viewAsSvg },
  {
    words: 'The whole map as PNG',
    hint: `for print, ${whole(PRINT_WIDTH)} pixels wide`,
    ending: '-map.png',
    draw: (_, drawn, told) => wholeAsPng(drawn, told),
  },
  {
    words: 'The whole map as SVG',
    hint: 'vectors, names as text',
    ending: '-map.svg',
    draw: (_, drawn, told) => wholeAsSvg(drawn, told),
  },
];

/** The button that saves pictures, and the menu it opens. */
export function ExportMenu({ atlas }: { atlas: RefObject<Atlas | null> }) {
  const { data, rows } = useAnswer();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  /** Of a picture that is being drawn, the share that stands; null where none is. */
  const [share, setShare] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    items(box.current)[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (!box.current!.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  const save = async (choice: Choice) => {
    close();
    setSaid('Drawing the picture …');
    setShare(0);
    // The words are to be seen before the drawing takes the page's time.
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      if (atlas.current === null) return;
      const { look } = atlas.current.sight();
      const blob = await choice.draw(atlas.current, { data, rows, look }, setShare);
      download(blob, `${data.name}${choice.ending}`);
      setSaid('');
    } catch (error) {
      setSaid(`The picture could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      setShare(null);
    }
  };

  return (
    <div className="export" ref={box} onKeyDown={(event) => keyOnMenu(event, box.current, close)}>
      <button
        ref={button}
        aria-label="Save a picture"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-busy={share !== null}
        disabled={share !== null}
        title="Save a picture"
        onClick={() => {
          setSaid('');
          setOpen(!open);
        }}
      >
        <Sign d="M8 2.5v7M5 6.8l3 3 3-3M3 12.5h10" />
      </button>
      {open && (
        <div className="export-menu" role="menu" aria-label="Save a picture">
          {CHOICES.map((choice) => (
            <button
              key={choice.ending}
              role="menuitem"
              tabIndex={-1}
              aria-label={`${choice.words}, ${choice.hint}`}
              onClick={() => void save(choice)}
            >
              <span>{choice.words}</span>
              <span className="hint">{choice.hint}</span>
            </button>
          ))}
        </div>
      )}
      <div className="export-said" data-empty={said === ''}>
        <p role="status">{said}</p>
        {share !== null && <progress aria-label="Of the picture that is drawn" value={share} />}
      </div>
    </div>
  );
}

function items(box: HTMLElement | null): HTMLElement[] {
  return Array.from(box?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []);
}

/** Arrows go around, Home and End to the ends, Escape and Tab leave. */
function keyOnMenu(event: KeyboardEvent, box: HTMLElement | null, close: () => void): void {
  const all = items(box);
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? -1 : at - 1,
    Home: 0,
    End: -1,
  }[event.key];
  if (to !== undefined) {
    all.at(to % all.length)!.focus();
    event.preventDefault();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    close();
    event.stopPropagation();
    if (event.key === 'Escape') event.preventDefault();
  }
}
