import { isIPv6 } from 'node:net';

const LONGEST = 64;

/**
 * The network that a client's address is counted under: an IPv4 address by itself, an IPv6 address by its first 64
 * bits, because whoever has one has all of them. Without a port, which some proxies append. Total.
 */
export function clientNetwork(address: string | undefined): string {
  const text = (address ?? '').trim().toLowerCase().replace(/%.*$/, '');
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/.exec(text)?.[1];
  if (v4) return v4;
  const v6 = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  return isIPv6(v6) ? `${firstGroups(v6).join(':')}::/64` : text.slice(0, LONGEST);
}

// The first four groups of an IPv6 address.
function firstGroups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const first = groups(head);
  // An IPv4 address at the end stands for two groups; the first four are zeros then, or written out.
  const last = groups(tail ?? '').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
}
