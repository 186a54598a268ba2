import type { BlindSpot, BlindSpots } from '@parallax-map/core';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { Section } from './section.js';
import { useMore } from './use-more.js';
import { Words } from './value.js';

interface BlindSpotsPartProps {
  id: string;
  blind: BlindSpots;
}

/** Rows that mean much the same and share no content word, two and two. */
export function BlindSpotsPart({ id, blind }: BlindSpotsPartProps) {
  const [shown, more] = useMore(blind.pairs.length, 6, 20);
  return (
    <Section id={id} title="What counted words can’t see">
      <p className="lead">{blind.note}</p>
      {blind.pairs.length > 0 && (
        <>
          <ol className="pairs">
            {blind.pairs.slice(0, shown).map((pair, k) => (
              <Pair key={k} pair={pair} encoder={blind.encoder} />
            ))}
          </ol>
          {more}
        </>
      )}
    </Section>
  );
}

function Pair({ pair, encoder }: { pair: BlindSpot; encoder: string | null }) {
  const { rows } = useAnswer();
  const { showPair } = useActs();
  const [i, j] = [rows.placeOf(pair.rows[0]), rows.placeOf(pair.rows[1])];
  const there = i >= 0 && j >= 0;
  const ends = [0, 1].map((k) => (
    <span key={k} className="end">
      <bdi className="end-title">
        <Words text={pair.titles[k]!.trim() || 'Untitled'} />
      </bdi>
      <bdi className="end-words">
        <Words text={pair.words[k]!.join(', ')} />
      </bdi>
    </span>
  ));
  return (
    <li>
      {there ? (
        <button className="ends" title="Show both on the map" onClick={() => showPair(i, j)}>
          {ends}
        </button>
      ) : (
        <div className="ends">{ends}</div>
      )}
      <dl className="likeness">
        <div>
          <dt title={encoder ?? undefined}>By meaning</dt>
          <dd className="figure">{likeness(pair.cosine)}</dd>
        </div>
        <div>
          <dt>By words</dt>
          <dd className="figure">{likeness(pair.termCosine)}</dd>
        </div>
      </dl>
      {!there && <p className="note">Not on the map: one of the two was left out, or both were.</p>}
    </li>
  );
}

/** −1 to 1 to two places, with a minus sign, and never minus nothing. */
function likeness(cosine: number): string {
  const rounded = Math.round(cosine * 100) / 100;
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded).toFixed(2)}`;
}
