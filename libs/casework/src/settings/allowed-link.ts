/**
 * An address of a payment page or a document if the organization's messages may link to it, else null. With `hosts`
 * only https addresses of these hosts may be: each as it is, or with `*.` in front all names below it. Without hosts
 * every address may. Total.
 */
export function allowedLink(address: string | null, hosts: readonly string[]): string | null {
  if (address === null || hosts.length === 0) return address;
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, username, password } = new URL(address);
  const isAllowed = hosts.some((host) =>
    host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host,
  );
  return protocol === 'https:' && username === '' && password === '' && isAllowed ? address : null;
}
