/** Milliseconds after which nobody is taken to be at work any more. */
const AT_REST = 400;

let held = false;
let last = -Infinity;

/** Whether somebody drags, zooms or types just now: what can wait leaves the page to them. */
export function isAtWork(): boolean {
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
