import { lookup as ask, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** An address that leads to a machine of a private network, which a table from elsewhere must not make this one ask. */
export class PrivatePlace extends Error {}

/**
 * Throws where an address of a table leads into a private network by itself. Hosts that `PARALLAX_PICTURE_HOSTS` lists
 * (`host` or `host:port`, with commas between) may be private.
 *
 * @throws PrivatePlace
 */
export function checkPublic({ host, hostname }: URL): void {
  const bare = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (allowed().some((one) => one === host || one === bare)) return;
  const isName = isIP(bare) === 0;
  const isPrivateName = bare === 'localhost' || /\.(localhost|local|internal|home\.arpa)\.?$/.test(bare);
  if (isName ? isPrivateName : isPrivate(bare)) throw new PrivatePlace(bare);
}

/** Looks a name up, as `net.connect` wants it, and refuses one that stands for a machine of a private network. */
export function lookUpPublic(
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void {
  ask(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    const mayBePrivate = allowed().some((one) => one.replace(/:\d+$/, '') === hostname);
    if (!mayBePrivate && found.some(({ address }) => isPrivate(address))) {
      return callback(new PrivatePlace(hostname), []);
    }
    if (options.all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  });
}

function allowed(): string[] {
  const listed = process.env.PARALLAX_PICTURE_HOSTS ?? '';
  return listed
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
}

/** Addresses that are not of the public network (RFC 6890, and multicast). */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv6');
}

function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
