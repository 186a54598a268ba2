import type { RefitDoubt } from '@parallax-map/core';
import { counted, whole } from '../words.js';

/** Whether more than one other seed was asked. */
export function isMany({ each }: RefitDoubt): boolean {
  return each !== undefined && each.length > 1;
}

/** From how many seeds, and what they found. */
export function refitInWords({ seed, topics, each = [] }: RefitDoubt): string {
  const rows = 'The same rows were laid out and clustered';
  if (each.length < 2) {
    return `${rows} once more from another random start (seed ${seed}). It found ${counted(topics, 'topic')};`;
  }
  const found = each.map((refit) => refit.topics);
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const range = least === most ? counted(most, 'topic') : `${whole(least)} to ${counted(most, 'topic')}`;
  const last = each.at(-1)!.seed;
  return `${rows} again from ${whole(each.length)} other random starts (seeds ${seed} to ${last}). They found ${range};`;
}

/** What the ARI of the refits comes to. */
export function agreementInWords(refit: RefitDoubt): string {
  const { ari } = refit;
  const who = isMany(refit) ? 'mean agreement with the answers' : 'agreement of the two answers';
  const sense = `${who} beyond chance; 1 is the same answer, 0 chance`;
  if (ari >= 0.8) return `high: ${sense}`;
  if (ari >= 0.5) return `partial: ${sense}`;
  return `low, so read the topics as one reading among several: ${sense}`;
}
