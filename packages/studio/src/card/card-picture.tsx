import { isAddress, pictureSite } from '@parallax-map/core';
import { useState } from 'react';
import { isOffline } from '../data/offline.js';
import { pictureAnswer, setPictureAnswer } from './picture-answers.js';

interface CardPictureProps {
  /** Address or path as the table has it. */
  address: string;
  /** What the picture is of. */
  title: string;
  perspective: string;
  /** Of the row. */
  rowKey: number;
}

/**
 * The picture of a row. What lies on another site is fetched by the local server, and only after the reader said yes to
 * that site; this page itself may ask nobody. A file from disk shows none but what it holds inside.
 */
export function CardPicture({ address, title, perspective, rowKey }: CardPictureProps) {
  const site = pictureSite(address);
  const [, setTurn] = useState(0);
  if (/^data:.*…$/is.test(address))
    return <p className="hint">Its picture was left out to keep this file small.</p>;
  if (/^data:image\/(?:png|jpeg|gif|webp|avif);base64,/i.test(address))
    return <Shown src={address} title={title} />;
  if (address === '' || (isAddress(address) && site === null)) return null;
  const place = `api/perspectives/${encodeURIComponent(perspective)}/pictures/${rowKey}`;
  if (isOffline()) {
    return (
      <p className="hint">
        Its picture {site === null ? 'is a file beside the table' : `is at ${hostOf(site)}`}. This page asks
        no network: “parallax open” shows it.
      </p>
    );
  }
  if (site === null) return <Shown src={place} title={title} />;
  const answer = (yes: boolean) => () => {
    setPictureAnswer(site, yes);
    setTurn((turn) => turn + 1);
  };
  if (pictureAnswer(site) === true) {
    return (
      <>
        <Shown src={`${place}?site=${encodeURIComponent(site)}`} title={title} />
        <p className="hint">
          From {hostOf(site)}.{' '}
          <button className="plain" onClick={answer(false)}>
            Show no pictures
          </button>
        </p>
      </>
    );
  }
  if (pictureAnswer(site) === false) {
    return (
      <p className="hint">
        <button className="plain" onClick={answer(true)}>
          Show pictures from {hostOf(site)}
        </button>
      </p>
    );
  }
  return (
    <div className="ask" role="group" aria-label="Pictures">
      <p>Show pictures from {hostOf(site)}? Each row you choose is then asked for there.</p>
      <button className="quiet" onClick={answer(true)}>
        Yes, show them
      </button>
      <button className="quiet" onClick={answer(false)}>
        No
      </button>
    </div>
  );
}

function Shown({ src, title }: { src: string; title: string }) {
  const [failed, setFailed] = useState('');
  if (failed === src)
    return <p className="hint">There is no picture to show: it is not there, or cannot be reached.</p>;
  return (
    <img
      key={src}
      className="picture"
      src={src}
      alt={`Picture of ${title}`}
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setFailed(src)}
    />
  );
}

/** As browsers write it: other scripts than Latin in Punycode, so that no site looks like another. */
function hostOf(site: string): string {
  return new URL(site).host;
}
