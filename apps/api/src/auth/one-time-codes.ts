import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verify } from 'otplib';
import type { CodeCheck } from '@puntual/casework/access/sign-in';
import type { Settings } from '@puntual/platform/settings';

const CIPHER = 'aes-256-gcm';
const PERIOD_SECONDS = 30;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type Sealing = Pick<Settings, 'PUNTUAL_SECRETS_KEY'>;

/** A new secret of one-time codes: as text, as the address that authenticator apps read, and sealed for storing. */
export interface NewSecret {
  readonly secret: string;
  readonly uri: string;
  readonly sealed: string;
}

/** Makes a secret for a person. Null without the setting PUNTUAL_SECRETS_KEY. */
export function newSecret(settings: Sealing, label: string): NewSecret | null {
  const key = keyOf(settings);
  if (!key) return null;
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: 'Puntual', label, secret }), sealed: seal(key, secret) };
}

/**
 * How codes are checked: against the code of now and the ones before and after, because clocks differ. Says the time
 * step of a right code; null for a wrong one, and for a secret that was sealed with another key.
 */
export function codeCheck(settings: Sealing): CodeCheck {
  return async (sealed, code) => {
    const key = keyOf(settings);
    const secret = key ? unseal(key, sealed) : null;
    if (secret === null) return null;
    const result = await verify({ secret, token: code, epochTolerance: PERIOD_SECONDS });
    return result.valid && 'epoch' in result ? Math.floor(result.epoch / PERIOD_SECONDS) : null;
  };
}

function keyOf({ PUNTUAL_SECRETS_KEY }: Sealing): Buffer | null {
  return PUNTUAL_SECRETS_KEY === undefined
    ? null
    : createHash('sha256').update(`puntual one-time codes ${PUNTUAL_SECRETS_KEY}`).digest();
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(key: Buffer, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
