import type { IncomingMessage, ServerResponse } from 'node:http';
import { providerErrors, type ProviderError } from './provider-error.ts';

/** An HTTP response before it is written. */
export type Answer = { status: number; headers: Record<string, string>; body: string | Buffer };

export const maxBodyBytes = 60 * 1024 * 1024;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function refusal(error: ProviderError, headers: Record<string, string> = {}): Answer {
  return json(error.statusCode, error, headers);
}

export function writeAnswer(res: ServerResponse, answer: Answer): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(answer.status, {
    'content-length': String(Buffer.byteLength(answer.body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  });
  res.end(answer.body);
}

/** Writes a second response to an answered request on the same connection, which no HTTP client expects. */
export function writeAgain(res: ServerResponse, answer: Answer): void {
  const { socket } = res;
  res.once('finish', () => {
    const head = Object.entries({ ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) })
      .map(([k, v]) => `${k}: ${v}\r\n`)
      .join('');
    if (socket?.writable)
      socket.write(
        Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status} OK\r\n${head}\r\n`), Buffer.from(answer.body)]),
      );
  });
  writeAnswer(res, answer);
}

/** Reads a JSON object; a missing body is an empty object. Null: the client disconnected while sending. */
export async function readJsonBody(
  req: IncomingMessage,
): Promise<{ body: Record<string, unknown> } | { error: ProviderError } | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of req as AsyncIterable<Buffer>) {
      bytes += part.length;
      // an oversized body is read and dropped, so that the client receives the answer
      if (bytes <= maxBodyBytes) parts.push(part);
    }
  } catch {
    return null;
  }
  if (bytes > maxBodyBytes) return { error: providerErrors.tooLarge };
  if (bytes === 0) return { body: {} };
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return { body: body as Record<string, unknown> };
  } catch {
    // Answered below like any other body that is not an object.
  }
  return { error: providerErrors.notJson };
}
