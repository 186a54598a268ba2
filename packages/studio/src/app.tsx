import { useEffect, useState } from 'react';
import { load, type Loaded } from './data/load.js';
import { asProblem, type Problem } from './data/problem.js';
import { loadNameFonts } from './map/fonts.js';
import { useAddress } from './state/use-address.js';
import { useTheme } from './state/theme.js';
import { Studio } from './studio.js';

type State = { now: 'loading' } | { now: 'failed'; problem: Problem } | { now: 'ready'; loaded: Loaded };

/** Loads what the address asks for, and says so while it loads and when it cannot. */
export function App() {
  const [state, setState] = useState<State>({ now: 'loading' });
  const { place, go } = useAddress();
  const theme = useTheme(place.theme);

  useEffect(() => {
    let current = true;
    loadAll().then(
      (loaded) => {
        if (!current) return;
        document.title = `${loaded.data.name} · Parallax`;
        setState({ now: 'ready', loaded });
      },
      (error: unknown) => current && setState({ now: 'failed', problem: asProblem(error) }),
    );
    return () => {
      current = false;
    };
  }, []);

  if (state.now === 'ready') return <Studio {...state.loaded} place={place} go={go} theme={theme} />;
  if (state.now === 'failed') return <Failure problem={state.problem} />;
  return (
    <main className="message" aria-busy="true">
      <p role="status">Unrolling the map…</p>
    </main>
  );
}

/** The data, then the type that its names are set in. */
async function loadAll(): Promise<Loaded> {
  const loaded = await load(new URLSearchParams(location.search).get('perspective'));
  await loadNameFonts(loaded.data.topics);
  return loaded;
}

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
