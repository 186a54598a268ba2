import type { PendingTexts, ServerModel } from './kept.js';
import type { ServerAccess } from './encode-by-server.js';

/** Before a server is asked: how much, and what it will cost where that is known. */
export function aboutAsking(
  { server, model }: ServerModel,
  { texts, of, tokens }: PendingTexts,
  { requests: { price }, isLocal, key }: ServerAccess,
): string {
  const some = texts === of ? `${say(of)} texts` : `${say(texts)} of ${say(of)} texts (the rest is kept)`;
  const money = price === null ? '' : `, about ${dollars(tokens, price)} at ${price} a million`;
  const open = !isLocal && server.startsWith('http:') ? '. They go there unencrypted' : '';
  const openKey = open !== '' && key !== null ? ', and so does the key' : '';
  return (
    `Asking ${server} for vectors of ${some} from ${model}: about ${say(tokens)} tokens, estimated at four bytes ` +
    `each${money}${open}${openKey}`
  );
}

/** After the first requests: how long the rest will take. */
export function aboutPace(requests: number, texts: number, seconds: number): string {
  const time =
    seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${say(Math.round(seconds / 60))} min`;
  return `At the pace of the first ${requests} requests, the remaining ${say(texts)} texts take about ${time}`;
}

/** When all is there: what the server counted. */
export function aboutWhatWasAsked(
  { requests, texts, counted }: { requests: number; texts: number; counted: number | null },
  price: number | null,
): string {
  const sent = `${say(texts)} texts were asked for in ${say(requests)} request${requests === 1 ? '' : 's'}`;
  if (counted === null || counted === 0) return sent;
  const money = price === null ? '' : `: ${dollars(counted, price)} at ${price} a million`;
  return `${sent}; the server counted ${say(counted)} tokens${money}`;
}

function say(value: number): string {
  return value.toLocaleString('en-US');
}

function dollars(tokens: number, price: number): string {
  const sum = (tokens / 1e6) * price;
  return `${sum >= 1 || sum === 0 ? sum.toFixed(2) : sum.toPrecision(1)} US dollars`;
}
