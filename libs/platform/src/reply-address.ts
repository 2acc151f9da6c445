import { createHmac, timingSafeEqual } from 'node:crypto';

const PREFIX = 'r-';
/** Bytes of the signature: enough that nobody guesses one, and few enough for a local part of 64 characters. */
const MAC_BYTES = 10;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ADDRESS = /(?<![a-z0-9])r-([a-z2-7]{42})@[a-z0-9.-]{1,253}/gi;

/** Which message (row id) of which organization (row id) an answer is for. */
export interface AnsweredBy {
  readonly organizationId: string;
  readonly messageId: string;
}

/**
 * The address for answers to a message: it names the message, and is signed with the installation's key. In lower case,
 * because mail programs change the case.
 */
export function replyAddress(installationKey: string, domain: string, of: AnsweredBy): string {
  const id = Buffer.from(of.messageId.replaceAll('-', ''), 'hex');
  return `${PREFIX}${base32(Buffer.concat([id, macOf(installationKey, of)]))}@${domain}`;
}

/** The messages (row ids) of the organization whose reply address stands in a text, each once, at most `most`. */
export function messagesAddressed(
  installationKey: string,
  { text, organizationId, most }: { readonly text: string; readonly organizationId: string; readonly most: number },
): readonly string[] {
  const found = new Set<string>();
  for (const [, token = ''] of text.matchAll(ADDRESS)) {
    if (found.size >= most) break;
    const bytes = fromBase32(token.toLowerCase());
    const messageId = uuidOf(bytes.subarray(0, 16));
    const expected = macOf(installationKey, { organizationId, messageId });
    if (timingSafeEqual(expected, bytes.subarray(16, 16 + MAC_BYTES))) found.add(messageId);
  }
  return [...found];
}

/** The domain of an organization's reply addresses. */
export function replyDomain(setting: string, slug: string): string {
  return setting.replaceAll('{org}', slug);
}

/** The secret of an organization's inbound webhook in its version, derived so that no database holds it. */
export function inboundSecret(installationKey: string, organizationId: string, version: number): string {
  const name = `puntual inbound ${organizationId} ${version}`;
  return `pis_${createHmac('sha256', installationKey).update(name).digest('base64url')}`;
}

function macOf(installationKey: string, { organizationId, messageId }: AnsweredBy): Buffer {
  const text = `puntual reply ${organizationId} ${messageId}`;
  return createHmac('sha256', installationKey).update(text).digest().subarray(0, MAC_BYTES);
}

function base32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const char of text) bits += ALPHABET.indexOf(char).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
