import { useEffect, useState } from 'react';
import { isOffline } from '../data/offline.js';
import { NO_STORY, hear, readEvent, type Story } from './story.js';

export interface Heard {
  story: Story;
  /** Whether the server spoke and does not any more. */
  lost: boolean;
}

/** Listens to what the local server tells; an offline page hears nothing. */
export function useStory(): Heard {
  const [heard, setHeard] = useState<Heard>({ story: NO_STORY, lost: false });
  useEffect(() => {
    if (isOffline()) return;
    const events = new EventSource('api/events');
    let spoke = false;
    events.onopen = () => {
      spoke = true;
      setHeard((before) => ({ ...before, lost: false }));
    };
    events.onmessage = ({ data }: MessageEvent<string>) => {
      const event = readEvent(data);
      if (event !== null) setHeard((before) => ({ ...before, story: hear(before.story, event) }));
    };
    // The browser asks again by itself, and is told the whole story when somebody answers.
    events.onerror = () => spoke && setHeard((before) => ({ ...before, lost: true }));
    return () => events.close();
  }, []);
  return heard;
}
