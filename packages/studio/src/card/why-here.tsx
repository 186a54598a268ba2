import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import type { Kin } from '../map/kin.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { counted } from '../words.js';

/** The rows that are nearest in the embedding, not on the paper, and which of them the map could not keep near. */
export function WhyHere({ kin }: { kin: Kin }) {
  const { rows } = useAnswer();
  const { showRow } = useActs();
  const away = kin.torn.filter(Boolean).length;
  return (
    <section className="why" aria-label="Why here">
      <h3>Why here</h3>
      <p className="hint">
        Its {counted(kin.neighbors.length, 'nearest row', 'nearest rows')} in the embedding.{' '}
        {away === 0
          ? 'The map keeps all of them near.'
          : `The map tore ${away === kin.neighbors.length ? 'all of them' : away} away: two dimensions cannot keep every neighbour.`}
      </p>
      <ol>
        {kin.neighbors.map((neighbor, k) => (
          <li key={neighbor}>
            <button className="plain" onClick={() => showRow(neighbor)}>
              <bdi>
                <Words text={head(rows.title(neighbor).trim(), 120) || 'Untitled'} />
              </bdi>
            </button>
            {rows.year(neighbor) !== null && <span className="figure"> {rows.year(neighbor)}</span>}
            {kin.torn[k] && <span className="torn"> torn away</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
