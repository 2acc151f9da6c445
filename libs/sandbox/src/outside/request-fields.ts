import { createHash } from 'node:crypto';
import type { AttachmentMeta, MessageContent, Tag } from './delivery-record.ts';
import type { ProviderError } from './provider-error.ts';

/**
 * A message parsed from a request; `files` holds the attachments' bytes in base64, in the order of
 * `content.attachments`.
 */
export type Draft = { content: MessageContent; files: string[] };

export type Reading = { draft: Draft; error?: never } | { error: ProviderError; draft?: never };

/**
 * Reads a string or an array of strings, because Resend accepts both. An absent value is an empty list; null means that
 * it is something else.
 */
export function strings(value: unknown): string[] | null {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((v): v is string => typeof v === 'string') ? value : null;
}

/** Reads tags `[{ name, value }]`; null when a name or value has a character that Resend refuses. */
export function tagsFrom(value: unknown): Tag[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const tags: Tag[] = [];
  for (const item of value as unknown[]) {
    const { name, value: given } = (item ?? {}) as Record<string, unknown>;
    if (
      typeof name !== 'string' ||
      typeof given !== 'string' ||
      !/^[\w-]{1,256}$/.test(name) ||
      !/^[\w-]{0,256}$/.test(given)
    )
      return null;
    tags.push({ name, value: given });
  }
  return tags;
}

/** Reads one attachment `{ filename, content: base64, content_type?, content_id? }`; null when it is invalid. */
export function attachmentFrom(value: unknown): { meta: AttachmentMeta; base64: string } | null {
  const { filename, content, content_type: type, content_id: contentId } = (value ?? {}) as Record<string, unknown>;
  if (typeof filename !== 'string' || filename === '' || typeof content !== 'string' || !isBase64(content)) return null;
  const bytes = Buffer.from(content, 'base64');
  return {
    meta: {
      filename,
      contentType: typeof type === 'string' && /^[\w.+-]+\/[\w.+-]+/.test(type) ? type : typeByName(filename),
      contentId: typeof contentId === 'string' ? contentId : null,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
    base64: content,
  };
}

/** Standard base64 with its padding. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function typeByName(filename: string): string {
  const types: Record<string, string> = {
    pdf: 'application/pdf',
    json: 'application/json',
    csv: 'text/csv',
    txt: 'text/plain',
    html: 'text/html',
    png: 'image/png',
    jpg: 'image/jpeg',
    ics: 'text/calendar',
    xml: 'application/xml',
    zip: 'application/zip',
  };
  return types[filename.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
