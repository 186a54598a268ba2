/** Milliseconds after which nobody is taken to be at work any more, and until that is looked at again. */
const AT_REST = 400;
const LATER = 200;

let held = false;
let last = -Infinity;

/**
 * Works once the page has time and nobody is at work: between two frames of a movement there is time too, but it is the
 * next frame's.
 *
 * @param milliseconds waited where the browser does not say when it has time
 * @returns what calls it off
 */
export function whenAtRest(work: () => void, milliseconds = 0): () => void {
  let isOff = false;
  const look = () => {
    if (isOff) return;
    if (isAtWork()) setTimeout(look, LATER);
    else work();
  };
  if (typeof requestIdleCallback === 'undefined') setTimeout(look, milliseconds);
  else requestIdleCallback(look, { timeout: 2000 });
  return () => {
    isOff = true;
  };
}

/** Whether somebody drags, zooms or types just now. */
function isAtWork(): boolean {
  return held || performance.now() - last < AT_REST;
}

if (typeof addEventListener !== 'undefined') {
  const work = () => (last = performance.now());
  const hold = ({ buttons }: PointerEvent) => {
    if (held || buttons !== 0) work();
    held = buttons !== 0;
  };
  for (const each of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'] as const) {
    addEventListener(each, hold, { capture: true, passive: true });
  }
  addEventListener('wheel', work, { capture: true, passive: true });
  addEventListener('keydown', work, { capture: true, passive: true });
}
