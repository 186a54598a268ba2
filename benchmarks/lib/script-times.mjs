/** Tracing's names of what runs scripts on a page's main thread. */
const SCRIPTS = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'MajorGC',
  'MinorGC',
  'RunMicrotasks',
  'TimerFire',
  'V8.GC_MARK_COMPACTOR',
  'v8.run',
]);

/** Done once in each frame of the page, after its scripts. */
const FRAME = 'PrePaint';
/** Done in a frame in which scripts draw: while a picture is drawn in software, others pass in which nothing changes. */
const DRAWN = 'FireAnimationFrame';

/**
 * Milliseconds that scripts ran on the page's main thread while something was done, by the thread's own processor
 * clock: what other processes and the drawing in software took of the machine is not in it.
 *
 * @param cdp session on the page
 * @returns {Promise<{ total: number, frames: number[] }>} in all, and of each frame that scripts drew, from its
 *   beginning to that of the next, with what was done for the page's events between
 */
export async function scriptTimes(cdp, act) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [...['devtools.timeline', 'v8'], ...['disabled-by-default-v8.gc', '__metadata']],
    },
  });
  await act();
  const complete = new Promise((done) => cdp.once('Tracing.tracingComplete', done));
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);
  const scripts = outermost(mainThread(events));
  const frames = [{ ms: 0, isDrawn: false }];
  for (const { name, tdur } of scripts) {
    const frame = frames.at(-1);
    if (name === FRAME) frames.push({ ms: 0, isDrawn: false });
    else frame.ms += tdur / 1000;
    if (name === DRAWN) frame.isDrawn = true;
  }
  return {
    total: frames.reduce((sum, { ms }) => sum + ms, 0),
    frames: frames.filter(({ isDrawn }) => isDrawn).map(({ ms }) => ms),
  };
}

/** Of the threads called so, the one with most scripts is the page's: a browser keeps spare ones. */
function mainThread(events) {
  const names = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const own = names.map(({ pid, tid }) =>
    events.filter(
      (each) =>
        each.pid === pid &&
        each.tid === tid &&
        (each.name === FRAME || (SCRIPTS.has(each.name) && each.tdur > 0)),
    ),
  );
  return own.sort((a, b) => b.length - a.length)[0] ?? [];
}

/** Scripts that others call are in those already. */
function outermost(events) {
  let end = -Infinity;
  return events
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ name, ts, dur }) => {
      if (name === FRAME) return true;
      if (ts + dur <= end) return false;
      end = ts + dur;
      return true;
    });
}
