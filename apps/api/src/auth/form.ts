import { ApiProblem } from '../http/api-problem.ts';
import type { ApiParts } from '../http/api-parts.ts';
import { unsupported } from '../http/errors.filter.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { isSameOrigin } from '../http/same-origin.ts';

/**
 * The fields of a form that one of Puntual's own pages sent. Throws 403 `cross-site` for a form of another site, and
 * 415 `not-json` for another type of body.
 */
export function ownForm(request: HttpRequest, { settings }: Pick<ApiParts, 'settings'>): (name: string) => string {
  if (!isSameOrigin(request, settings)) throw new ApiProblem(403, { code: 'cross-site', values: {} });
  if (!/^application\/x-www-form-urlencoded(\s*;|$)/i.test(request.headers['content-type'] ?? '')) throw unsupported();
  const fields = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  return (name) => fields.get(name) ?? '';
}

/**
 * The address may hold a token: nobody stores the page, and no other site is told of it. `same-origin` rather than
 * `no-referrer`, which would keep the browser from saying where the form came from.
 */
export function keepPrivate(response: HttpResponse): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'same-origin');
}
