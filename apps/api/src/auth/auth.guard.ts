import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { actorIdOf } from '@puntual/casework/access/credentials';
import { actingCredential } from '@puntual/db/acting-credential';
import { rightsOf } from '@puntual/domain/access/rights';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound, tooManyRequests } from '../http/api-problem.ts';
import { routeOf, type HttpRequest, type HttpResponse } from '../http/http.ts';
import { REQUESTS_AT_ONCE, REQUESTS_PER_SECOND } from '../http/limits.ts';
import type { Caller } from '../http/caller.ts';
import { confine } from './portfolio.ts';
import { CredentialCheck } from './credential-check.ts';
import { RateLimit } from './rate-limit.ts';
import { rights } from './roles.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { readSessionCookie } from '../http/session-cookie.ts';

/** Lets in who may call the route (`rights`), and nobody else: a route that the table does not list is closed. */
@Injectable()
export class AuthGuard implements CanActivate {
  /** One bucket per credential. */
  readonly requests = new RateLimit(REQUESTS_AT_ONCE, REQUESTS_PER_SECOND);

  private readonly parts: ApiParts;
  private readonly credentials: CredentialCheck;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(CredentialCheck) credentials: CredentialCheck) {
    this.parts = parts;
    this.credentials = credentials;
  }

  /**
   * Returns true, or throws a problem: 401 `not-signed-in`, 403 `forbidden` or `cross-site`, 429 `too-many-requests`.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const needed = rights[routeOf(request) ?? ''];
    if (needed === 'everybody') return true;
    context.switchToHttp().getResponse<HttpResponse>().setHeader('cache-control', 'no-store');
    const caller = await this.identify(request);
    const seconds = this.requests.take(caller.credentialId);
    if (seconds > 0) throw tooManyRequests(seconds);
    // Before the refusals, which the audit records with their caller.
    request.caller = caller;
    const acting = actingCredential.getStore();
    if (acting) acting.id = caller.credentialId;
    if (needed === undefined) throw notFound();
    if (needed !== 'signed-in' && !caller.rights.has(needed))
      throw new ApiProblem(403, { code: 'forbidden', values: { right: needed } });
    request.portfolio = await confine(this.parts, caller, { route: routeOf(request) ?? '', id: request.params.id });
    return true;
  }

  private async identify(request: HttpRequest): Promise<Caller> {
    const bearer = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token =
      bearer ?? (request.headers.authorization === undefined ? readSessionCookie(request, this.parts.settings) : null);
    // A cookie holds a session: a key in one is refused, so that no other site's form can send it.
    const kinds = bearer === undefined ? (['session'] as const) : (['session', 'api-key'] as const);
    const found = token === null ? null : await this.credentials.find(request, token, kinds);
    if (!found || found.kind === 'sign-in')
      throw new ApiProblem(401, { code: 'not-signed-in', values: {} }, { headers: { 'www-authenticate': 'Bearer' } });
    if (
      bearer === undefined &&
      request.method !== 'GET' &&
      request.method !== 'HEAD' &&
      !isSameOrigin(request, this.parts.settings)
    ) {
      throw new ApiProblem(403, { code: 'cross-site', values: {} });
    }
    return {
      credentialId: found.id,
      organizationId: found.organizationId,
      slug: found.slug,
      role: found.role,
      rights: rightsOf(found),
      name: found.name,
      actorId: actorIdOf(found),
      userId: found.userId,
      kind: found.kind,
    };
  }
}
