import { useState } from 'react';
import { whole } from '../words.js';
import { head, stretches } from './unseen.js';

/** Text from a table, set as the text it is: nothing in it is obeyed, and what cannot be seen is said. */
export function Words({ text }: { text: string }) {
  return stretches(text).map((each, k) =>
    each.unseen ? (
      <span key={k} className="unseen">
        {each.text}
      </span>
    ) : (
      each.text
    ),
  );
}

/** Characters of a value that stand without being asked for: an example's 200 all do. */
const MOST = 220;

/** A value, kept apart from the direction of what stands around it and cut where it is long. */
export function Value({ text, whole = false }: { text: string; whole?: boolean }) {
  if (text === '') return <span className="origin">empty</span>;
  return (
    <bdi>
      <Words text={whole || text.length <= MOST ? text : `${head(text, MOST).trimEnd()}…`} />
    </bdi>
  );
}

/** The value, with a button that shows the rest of it. */
export function LongValue({ text }: { text: string }) {
  const [open, button] = useRest(text);
  return (
    <>
      <Value text={text} whole={open} /> {button}
    </>
  );
}

/** Whether all of a long value is asked for, and the button that asks; no button where nothing is cut. */
export function useRest(text: string): [boolean, React.ReactNode] {
  const [open, setOpen] = useState(false);
  if (text.length <= MOST) return [true, null];
  const button = (
    <button className="more" aria-expanded={open} onClick={() => setOpen(!open)}>
      {open ? 'Show less' : `Show all ${whole(text.length)} characters`}
    </button>
  );
  return [open, button];
}
