import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './caller.ts';

/** What the API uses of a request; Express has no types of its own. */
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
  /** SHA-256 (hexadecimal) of a body that the route read as it came. */
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
 * The pattern of the route that a request met ("GET /v1/invoices/:id"), for the rights, the metrics and the log: never
 * the path itself, which names things.
 */
export function routeOf(request: HttpRequest): string | null {
  if (!request.route) return null;
  return `${request.method === 'HEAD' ? 'GET' : request.method} ${request.route.path}`;
}

/** Whether a request says that it would like a page (a person's browser), rather than JSON. */
export function wantsPage(request: IncomingMessage): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}
