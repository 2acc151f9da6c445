import { StreamableFile } from '@nestjs/common';
import type { HttpResponse } from './http.ts';

/** A file of which the bytes are kept. `type`: its media type. */
interface StoredFile {
  readonly content: Uint8Array;
  readonly type: string;
  readonly name: string;
  readonly bytes: number;
}

/**
 * Answers with a stored file as a download, whatever it holds: nothing of it runs or is shown in the API's origin, and
 * no cache keeps it.
 */
export function sendStoredFile(response: HttpResponse, { content, type, name, bytes }: StoredFile): StreamableFile {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  response.setHeader('cache-control', 'private, no-store');
  return new StreamableFile(content, {
    type,
    disposition: `attachment; filename*=UTF-8''${headerText(name)}`,
    length: bytes,
  });
}

// RFC 8187 keeps fewer characters than encodeURIComponent leaves: an apostrophe ends the language of the text.
function headerText(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
