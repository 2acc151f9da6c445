import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the time of a signature may be from now, in seconds. */
export const SIGNATURE_SECONDS = 300;

const PREFIX = 'pas_';

/** Which secret: of an agency (row id), in its version. */
export interface AgencySecretOf {
  readonly agencyId: string;
  readonly version: number;
}

/**
 * The secret that an agency and Puntual sign with, derived from the installation's key (PUNTUAL_SECRETS_KEY), so that
 * no database holds it.
 */
export function agencySecret(installationKey: string, { agencyId, version }: AgencySecretOf): string {
  const derived = createHmac('sha256', installationKey)
    .update(`puntual agency ${agencyId} ${version}`)
    .digest('base64url');
  return PREFIX + derived;
}

/** The signature of a body that is sent at the time (Unix seconds): `v1=` and the HMAC-SHA256 of both in hex. */
export function signAgencyBody(secret: string, seconds: number, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Whether the signature is of this body and its time is near `nowSeconds`. */
export function isAgencySignature(
  secret: string,
  { signature, seconds, body }: { readonly signature: string; readonly seconds: string; readonly body: string },
  nowSeconds: number,
): boolean {
  if (!/^\d{1,12}$/.test(seconds) || Math.abs(Number(seconds) - nowSeconds) > SIGNATURE_SECONDS) return false;
  const expected = Buffer.from(signAgencyBody(secret, Number(seconds), body));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/**
 * Whether the operator allows agencies at this address: its host (with the port where it names one) is in AGENCY_HOSTS,
 * and it is https, or this computer.
 */
export function isAllowedAgencyUrl(address: string, hosts: readonly string[] | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, hostname, username, password, search, hash } = new URL(address);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
  return isSafe && `${username}${password}${search}${hash}` === '' && (hosts ?? []).includes(host);
}
