import type { PortalVisitor } from '@puntual/casework/portal-links/portal-links';
import { ApiProblem } from '../http/api-problem.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import type { Look } from './portal-look.ts';

/** A visitor with a link that works, and how the pages for the visitor look. */
export interface Visit {
  readonly visitor: PortalVisitor;
  readonly look: Look;
}

/** The address holds the token: nobody stores the page, no other site is told of it, and nobody indexes it. */
export function keepPrivate(response: HttpResponse): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-robots-tag', 'noindex');
}

/**
 * Refuses a form of another site. The token in the form's address is its proof already: no other site knows it. Without
 * a referrer browsers send no origin, so what they say of the site is checked only where they say it.
 */
export function refuseOtherSites(request: HttpRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw new ApiProblem(403, { code: 'cross-site', values: {} });
}
