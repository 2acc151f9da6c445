import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { hasBody } from './same-origin.ts';
import { BODY_BYTES, LARGE_BODY_BYTES } from './limits.ts';
import { sendProblem, unsupported } from './errors.filter.ts';
import type { HttpRequest, HttpResponse, Next } from './http.ts';

/**
 * Parses request bodies: JSON for most routes, with a higher limit for events and simulations, and raw bytes for
 * webhooks, whose signature covers them. Uploaded files are left unread for their handler to stream.
 */
export function readBodies(app: NestExpressApplication): void {
  app.use((request: HttpRequest, response: HttpResponse, next: Next) => {
    if (isWebhook(request) || isGivenFile(request) || !hasBody(request) || isJson(request)) next();
    else sendProblem(request, response, unsupported());
  });
  app.useBodyParser('raw', { type: isWebhook, limit: BODY_BYTES });
  app.useBodyParser('json', {
    type: (request: IncomingMessage) => isLarge(request) && isJson(request),
    limit: LARGE_BODY_BYTES,
  });
  app.useBodyParser('json', {
    type: (request: IncomingMessage) => !isWebhook(request) && !isLarge(request) && isJson(request),
    limit: BODY_BYTES,
  });
}

function isWebhook(request: IncomingMessage): boolean {
  return pathOf(request).startsWith('/webhooks/');
}

function isLarge(request: IncomingMessage): boolean {
  return ['/v1/events', '/v1/policies/simulate', '/v1/reconcile'].includes(pathOf(request));
}

function isGivenFile(request: IncomingMessage): boolean {
  return pathOf(request) === '/v1/imports';
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/(json|cloudevents\+json|cloudevents-batch\+json)(\s*;|$)/i.test(
    request.headers['content-type'] ?? '',
  );
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}
