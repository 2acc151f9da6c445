import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './caller.ts';

/** The parts of Express's request that the API uses; Express brings no types. */
export interface HttpRequest extends IncomingMessage {
  readonly originalUrl: string;
  readonly path: string;
  readonly ip?: string;
  /** What `BodyInterceptor` has read: JSON, or the very bytes; undefined without a body. */
  body: unknown;
  readonly query: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, string>>;
  readonly route?: { readonly path: string };
  caller?: Caller;
  /** Whose portfolio the request is confined to; null or left out: nobody's. */
  portfolio?: string | null;
  /** SHA-256 (hexadecimal) of a body that the handler read as a stream. */
  contentHash?: string;
}

export interface HttpResponse extends ServerResponse {
  status(code: number): this;
  type(contentType: string): this;
  send(body: unknown): this;
  json(body: unknown): this;
  redirect(status: number, url: string): void;
}

export type Next = (error?: unknown) => void;

/**
 * The pattern of the route that a request matched ("GET /v1/invoices/:id"), for rights, metrics and log. The URL itself
 * is not used, because it contains ids and names.
 */
export function routeOf(request: HttpRequest): string | null {
  if (!request.route) return null;
  return `${request.method === 'HEAD' ? 'GET' : request.method} ${request.route.path}`;
}

/** Whether a request prefers HTML (a person's browser) to JSON. */
export function wantsPage(request: IncomingMessage): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}
