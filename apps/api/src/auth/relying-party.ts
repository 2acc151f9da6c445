import { isIP } from 'node:net';
import type { Settings } from '@puntual/platform/settings';

/** Whom passkeys are for: the host that people reach Puntual under, and the origin of its pages. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/**
 * The relying party. Without PUBLIC_URL it is this computer by its name, because passkeys are not for addresses; null
 * where PUBLIC_URL is an address.
 */
export function relyingParty({ PUBLIC_URL, PORT }: Pick<Settings, 'PUBLIC_URL' | 'PORT'>): RelyingParty | null {
  const { hostname, origin } = new URL(PUBLIC_URL ?? `http://localhost:${PORT}`);
  return isIP(hostname.replace(/^\[|\]$/g, '')) > 0 ? null : { id: hostname, origin };
}
