import { memo, useMemo } from 'react';
import type { Problem } from './data/problem.js';
import { isOffline } from './data/offline.js';
import { LiveContext, RunContext } from './live/context.js';
import { Making } from './live/making.js';
import { RunStrip } from './live/run-strip.js';
import { useShown } from './live/use-shown.js';
import { useStory } from './live/use-story.js';
import { useAddress } from './state/use-address.js';
import { useTheme } from './state/theme.js';
import { Studio } from './studio.js';

/** Shows what the address asks for: while it loads, while a run is still making it, and when it cannot be had. */
export function App() {
  const { place, go, wanted, choose } = useAddress();
  const theme = useTheme(place.theme);
  const { story, lost } = useStory();
  const shown = useShown(story.run, wanted, place, go);
  const { perspective = '', stage } = shown.now === 'ready' ? shown.loaded.data : {};
  const isWhole = stage === undefined;
  const live = useMemo(
    () => (isOffline() ? null : { perspective, isWhole, choose }),
    [perspective, isWhole, choose],
  );

  if (shown.now === 'failed') return <Failure problem={shown.problem} />;
  if (shown.now === 'waiting' && story.run !== null)
    return <Making run={story.run} name={story.name} lost={lost} />;
  if (shown.now !== 'ready') {
    return (
      <main className="message" aria-busy="true">
        <p role="status">Unrolling the map…</p>
      </main>
    );
  }
  const { data, rows } = shown.loaded;
  const perspectives = story.perspectives ?? shown.perspectives;
  return (
    <LiveContext value={live}>
      <RunContext value={story.run}>
        <SteadyStudio {...{ data, rows, perspectives, place, go, theme }} />
      </RunContext>
      <RunStrip run={story.run} lost={lost} />
    </LiveContext>
  );
}

/** What a run tells several times a second is nothing to the map. */
const SteadyStudio = memo(Studio);

function Failure({ problem }: { problem: Problem }) {
  return (
    <main className="message">
      <div role="alert">
        <h1>There is no map to show</h1>
        <p className="wrong">{problem.message}</p>
        <p>{problem.advice}</p>
      </div>
    </main>
  );
}
