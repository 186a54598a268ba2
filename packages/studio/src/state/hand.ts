/** Milliseconds after which nobody is taken to be at work any more. */
const AT_REST = 400;

let last = -Infinity;

/** Whether somebody moves, zooms or types just now: what can wait leaves the page to them. */
export function isAtWork(): boolean {
  return performance.now() - last < AT_REST;
}

if (typeof addEventListener !== 'undefined') {
  const work = () => (last = performance.now());
  const drag = (event: PointerEvent) => {
    if (event.buttons !== 0) work();
  };
  addEventListener('pointermove', drag, { capture: true, passive: true });
  addEventListener('wheel', work, { capture: true, passive: true });
  addEventListener('keydown', work, { capture: true, passive: true });
}
