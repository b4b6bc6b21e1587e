/**
 * Which addresses may be asked. What a person typed may be anything: pprof listens on loopback and in private networks.
 * What the settings of a workspace name must not become a way into the network of whoever opens that workspace.
 */
import dns from 'node:dns';
import net from 'node:net';
import type { LookupFunction } from 'node:net';

/**
 * `typed`: any address. `consented`: named by a workspace, agreed to by the person: loopback and private networks too.
 * `workspace`: named by a workspace, nothing more. Metadata services and dangerous ports stay closed to the last two.
 */
export type AddressPolicy = 'typed' | 'consented' | 'workspace';

/** Refused by the policy, before anything was sent. */
export class BlockedAddress extends Error {
  constructor(readonly address: string) {
    super('blocked address');
  }
}

type Family = 'ipv4' | 'ipv6';
type Network = readonly [address: string, prefix: number, family: Family];

/** Link-local addresses, where clouds answer for their machines, and the two such services elsewhere. */
const metadata = blockListOf([
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
]);

/** Loopback, private, shared (RFC 6598), unspecified, multicast, reserved. */
const local = blockListOf([
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);

const metadataNames = new Set(['metadata', 'metadata.google.internal', 'metadata.goog']);

/** The ports that browsers refuse (fetch standard, "bad ports"): other protocols that a request line could speak to. */
const badPorts = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

/** True when the policy lets an IP address be connected to. Text that is no IP address is not allowed. */
export function mayConnect(address: string, policy: AddressPolicy): boolean {
  if (policy === 'typed') return true;
  const plain = embeddedIpv4(address) ?? address.replace(/%.*$/, '');
  const family = familyOf(plain);
  if (family === undefined || metadata.check(plain, family)) return false;
  return policy === 'consented' || !local.check(plain, family);
}

/**
 * Checks what the URL itself says: its port, an IP address as host, the names of metadata services. A unix socket is a
 * local address. Throws {@link BlockedAddress}.
 */
export function checkUrl(url: URL, socketPath: string | undefined, policy: AddressPolicy): void {
  if (policy === 'typed') return;
  if (socketPath !== undefined) {
    if (policy !== 'consented') throw new BlockedAddress(`unix:${socketPath}`);
    return;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (badPorts.has(Number(url.port)) || metadataNames.has(host)) throw new BlockedAddress(url.host);
  if (net.isIP(host) !== 0 && !mayConnect(host, policy)) throw new BlockedAddress(host);
}

/**
 * A resolver for `http.request` that refuses a name as soon as one of its addresses is closed by the policy. It runs at
 * connect time, so a name that resolves differently the second time (DNS rebinding) gains nothing. `undefined` where
 * everything is allowed.
 */
export function guardedLookup(policy: AddressPolicy): LookupFunction | undefined {
  if (policy === 'typed') return undefined;
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const closed = addresses.find(({ address }) => !mayConnect(address, policy));
      if (closed) return callback(new BlockedAddress(closed.address), '');
      const [first] = addresses;
      if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** The IPv4 address inside a NAT64 (`64:ff9b::a9fe:a9fe`) or 6to4 (`2002:a9fe:a9fe::`) address. Mapped ones BlockList reads itself. */
function embeddedIpv4(address: string): string | undefined {
  const nat64 = /^64:ff9b::([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  const words = nat64 ?? /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/i.exec(address);
  if (!words) return undefined;
  return words
    .slice(1)
    .flatMap(word => [parseInt(word, 16) >> 8, parseInt(word, 16) & 255])
    .join('.');
}

function familyOf(address: string): Family | undefined {
  const version = net.isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

function blockListOf(networks: readonly Network[]): net.BlockList {
  const list = new net.BlockList();
  for (const [address, prefix, family] of networks) list.addSubnet(address, prefix, family);
  return list;
}
