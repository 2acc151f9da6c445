import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { notePaidOver, readAgencyAccount } from '@puntual/casework/agencies/agency-account';
import { findAgency, readAgencies, renewSecret, saveAgency, type Agency } from '@puntual/casework/agencies/agencies';
import {
  agenciesSchema,
  agencyAccountSchema,
  agencyKeySchema,
  agencySchema,
  agencySecretSchema,
  paidOverSchema,
  saveAgencySchema,
  type AgencyAccountView,
  type AgencyView,
  type SaveAgency,
} from '@puntual/contracts/api/agencies';
import { decimalAmount } from '@puntual/domain/money/amount';
import { agencySecret, isAllowedAgencyUrl } from '@puntual/platform/agency-signature';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';

/** The collection agencies of the organization, the rules that choose one, and their accounts. */
@ApiTags('agencies')
@Controller('v1/agencies')
export class AgenciesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List the agencies in the order in which they are asked' })
  @ApiOkResponse({ standardSchema: agenciesSchema })
  async list(@CurrentCaller() caller: Caller): Promise<z.infer<typeof agenciesSchema>> {
    const agencies = await this.parts.database.inOrganization(caller.organizationId, readAgencies);
    return { items: agencies.map(agencyView) };
  }

  @Put(':key')
  @ApiOperation({
    summary: 'Add or change an agency',
    description:
      'The first active agency whose rules fit a debt gets it: countries, kinds of customers, and what is open in ' +
      'the organization’s currency, from `amountFrom` and below `amountBelow`. `lastLetterDays`: the debt is handed ' +
      'over only when so many days have run since the last demand. 409 `agency-changed` when `revision` is not ' +
      'that of the agency; 422 `agency-host-not-allowed` for an API at a host that AGENCY_HOSTS does not name.',
  })
  @ApiOkResponse({ standardSchema: agencySchema })
  async save(
    @Param('key', { schema: agencyKeySchema }) key: string,
    @Body({ schema: saveAgencySchema }) { revision, ...input }: SaveAgency,
    @CurrentCaller() caller: Caller,
  ): Promise<AgencyView> {
    const { database, clock, settings } = this.parts;
    if (input.adapter === 'http' && !isAllowedAgencyUrl(input.address, settings.AGENCY_HOSTS))
      throw new ApiProblem(422, { code: 'agency-host-not-allowed', values: { host: new URL(input.address).host } });
    const saved = await saveAgency(database, actorOf(caller), { key, revision, input }, clock.now());
    if (saved.result === 'changed') throw new ApiProblem(409, { code: 'agency-changed', values: {} });
    if (saved.result === 'invalid') throw invalid([saved.refusal]);
    return agencyView(saved.agency);
  }

  @Post(':key/secret')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make a new secret for the signatures of an agency',
    description:
      'Shown once; the secret before it is not valid any more. Puntual signs its requests with it, and the agency ' +
      'its reports to `webhook`: `puntual-signature` is `v1=` and the HMAC-SHA256, in hex, of `puntual-timestamp` ' +
      '(Unix seconds), a dot, and the body.',
  })
  @ApiOkResponse({ standardSchema: agencySecretSchema })
  async secret(
    @Param('key', { schema: agencyKeySchema }) key: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof agencySecretSchema>> {
    const { database, clock, settings } = this.parts;
    if (!settings.PUNTUAL_SECRETS_KEY) throw new ApiProblem(409, { code: 'no-agency-secrets', values: {} });
    const agency = await renewSecret(database, actorOf(caller), key, clock.now());
    if (!agency) throw notFound();
    const version = agency.secretVersion;
    return {
      key,
      version,
      secret: agencySecret(settings.PUNTUAL_SECRETS_KEY, { agencyId: agency.id, version }),
      webhook: `${settings.PUBLIC_URL ?? ''}/webhooks/agencies/${caller.slug}/${key}`,
    };
  }

  @Get(':key/account')
  @ApiOperation({
    summary: 'What an agency collected, keeps, paid over and still owes, by currency',
    description: 'owed = collected − kept − paidOver. `billed` is the commission of an agency that pays all over.',
  })
  @ApiOkResponse({ standardSchema: agencyAccountSchema })
  account(
    @Param('key', { schema: agencyKeySchema }) key: string,
    @CurrentCaller() caller: Caller,
  ): Promise<AgencyAccountView> {
    return this.readAccount(caller, key);
  }

  @Post(':key/paid-over')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Note money that an agency paid over',
    description:
      'Lowers what the agency owes. The invoices of the customers were paid when the agency collected, so they do ' +
      'not change. At most what the agency owes in the currency.',
  })
  @ApiOkResponse({ standardSchema: agencyAccountSchema })
  async paidOver(
    @Param('key', { schema: agencyKeySchema }) key: string,
    @Body({ schema: paidOverSchema }) body: z.infer<typeof paidOverSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<AgencyAccountView> {
    const { database, clock } = this.parts;
    const paid = { ...body, key, reference: body.reference ?? null };
    const result = await notePaidOver(database, actorOf(caller), paid, clock.now());
    if (result.result === 'not-found') throw notFound();
    if (result.result === 'invalid') throw invalid([result.refusal]);
    return this.readAccount(caller, key);
  }

  private readAccount(caller: Caller, key: string): Promise<AgencyAccountView> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const agency = await findAgency(tx, caller.organizationId, key);
      if (!agency) throw notFound();
      const balances = await readAgencyAccount(tx, agency.id);
      return {
        key,
        balances: balances.map(({ currency, ...sums }) => ({
          currency,
          collected: decimalAmount(sums.collectedMinor, currency),
          kept: decimalAmount(sums.keptMinor, currency),
          billed: decimalAmount(sums.billedMinor, currency),
          paidOver: decimalAmount(sums.paidOverMinor, currency),
          owed: decimalAmount(sums.owedMinor, currency),
        })),
      };
    });
  }
}

function agencyView({ key, name, adapter, address, position, state, terms, revision }: Agency): AgencyView {
  return { key, name, adapter, address, position, state, terms, revision };
}
