import { useActs } from '../state/acts.js';
import type { Place } from '../state/place.js';
import type { Pair } from './use-answers.js';

interface VersusProps {
  pair: Pair;
  shown: Place['shown'];
}

/** Over the map: which of two answers it shows. */
export function Versus({ pair, shown }: VersusProps) {
  const { turnTo } = useActs();
  return (
    <div className="versus" role="radiogroup" aria-label="Answer on the map" title="B turns to the other">
      {(['before', 'after'] as const).map((each, k) => (
        <label key={each} data-on={shown === each}>
          <input
            type="radio"
            name="answer"
            className="hidden"
            checked={shown === each}
            onChange={() => turnTo({ shown: each })}
          />
          <bdi>{pair.names[k]}</bdi>
        </label>
      ))}
      <kbd aria-hidden="true">B</kbd>
    </div>
  );
}
