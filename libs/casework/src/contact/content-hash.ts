import { createHash } from 'node:crypto';
import type { RenderedMessage } from './message-draft.ts';

/**
 * SHA-256 (hexadecimal) over subject, html, text and PDF of a message: the audit and an agency's pack quote it to prove
 * the stored bytes.
 */
export function contentHash({ subject, html, text, pdf }: RenderedMessage): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, html, text, pdf?.toString('base64') ?? null]))
    .digest('hex');
}
