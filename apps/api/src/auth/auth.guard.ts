import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { actingCredential } from '@puntual/db/acting-credential';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, tooManyRequests } from '../http/api-problem.ts';
import { routeOf, type HttpRequest, type HttpResponse } from '../http/http.ts';
import { REQUESTS_AT_ONCE, REQUESTS_PER_SECOND } from '../http/limits.ts';
import type { Caller } from '../http/caller.ts';
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
    const allowed = rights[routeOf(request) ?? ''];
    if (allowed === 'everybody') return true;
    context.switchToHttp().getResponse<HttpResponse>().setHeader('cache-control', 'no-store');
    const caller = await this.identify(request);
    const seconds = this.requests.take(caller.credentialId);
    if (seconds > 0) throw tooManyRequests(seconds);
    // Before the refusal, which the audit records with its caller.
    request.caller = caller;
    const acting = actingCredential.getStore();
    if (acting) acting.id = caller.credentialId;
    if (!allowed?.includes(caller.role)) {
      throw new ApiProblem(403, { code: 'forbidden', values: { role: caller.role } });
    }
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
      name: found.name,
      kind: found.kind,
    };
  }
}
