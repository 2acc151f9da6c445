import { createHash } from 'node:crypto';

/** 96 bits of SHA-256 in hexadecimal: names what is the same by its content. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
