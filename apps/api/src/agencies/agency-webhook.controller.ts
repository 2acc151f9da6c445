import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { findAgency, type Agency } from '@puntual/casework/agencies/agencies';
import { findOrganization } from '@puntual/casework/record/organization';
import { agencyKeySchema, agencyWebhookSchema } from '@puntual/contracts/api/agencies';
import { refusalsOf } from '@puntual/domain/refusals/schema-issues';
import { agencySecret, isAgencySignature } from '@puntual/platform/agency-signature';
import { clientNetwork } from '../auth/client-network.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, invalid, tooManyRequests } from '../http/api-problem.ts';
import type { HttpRequest } from '../http/http.ts';
import { AGENCY_REPORTS_AT_ONCE, AGENCY_REPORTS_PER_SECOND } from '../http/limits.ts';
import { takeReport } from './take-report.ts';

/** The reports of agencies about the debts that are with them. Each is signed. */
@ApiExcludeController()
@Controller('webhooks/agencies')
export class AgencyWebhookController {
  private readonly parts: ApiParts;
  private readonly requests = new RateLimit(AGENCY_REPORTS_AT_ONCE, AGENCY_REPORTS_PER_SECOND);

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /**
   * Takes a report once by its `reportId`. 401 `bad-signature` for a signature that is not the agency's or is too old,
   * and for an agency that does not exist; 503 without PUNTUAL_SECRETS_KEY.
   */
  @Post(':org/:key')
  @HttpCode(200)
  async take(
    @Param('org') org: string,
    @Param('key') key: string,
    @Req() request: HttpRequest,
  ): Promise<{ readonly result: 'taken' | 'duplicate' }> {
    const seconds = this.requests.take(clientNetwork(request.ip));
    if (seconds > 0) throw tooManyRequests(seconds);
    const installationKey = this.parts.settings.PUNTUAL_SECRETS_KEY;
    if (!installationKey)
      throw new ApiProblem(503, { code: 'no-agency-secrets', values: {} }, { headers: { 'retry-after': '60' } });
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    // Nobody has signed in yet: an address that no agency can have costs no query.
    if (![org, key].every((part) => agencyKeySchema.safeParse(part).success)) throw badSignature();
    const organization = await findOrganization(this.parts.database, org);
    const agency =
      organization &&
      (await this.parts.database.inOrganization(organization.id, (tx) => findAgency(tx, organization.id, key)));
    if (!organization || !agency) throw badSignature();
    verify(installationKey, agency, request, body);
    const read = agencyWebhookSchema.safeParse(parseJson(body), { reportInput: true });
    if (!read.success) throw invalid(refusalsOf(read.error));
    return { result: await takeReport(this.parts, organization, { ...read.data, agencyKey: agency.key }) };
  }
}

function verify(installationKey: string, agency: Agency, request: HttpRequest, body: string): void {
  const secret = agencySecret(installationKey, { agencyId: agency.id, version: agency.secretVersion });
  const signed = {
    signature: header(request, 'puntual-signature'),
    seconds: header(request, 'puntual-timestamp'),
    body,
  };
  if (!isAgencySignature(secret, signed, Math.floor(Date.now() / 1000))) throw badSignature();
}

function badSignature(): ApiProblem {
  return new ApiProblem(401, { code: 'bad-signature', values: {} });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ApiProblem(400, { code: 'unreadable', values: {} });
  }
}

function header(request: HttpRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= 1000 ? value : '';
}
