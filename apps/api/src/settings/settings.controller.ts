import { Body, Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { findOrganization } from '@puntual/casework/record/organization';
import { changeSettings } from '@puntual/casework/people/change-settings';
import { resumeContact } from '@puntual/casework/people/resume-contact';
import { readSettings, type OrganizationSettings } from '@puntual/casework/settings/settings';
import { stopContact } from '@puntual/casework/people/stop-contact';
import {
  changeSettingsSchema,
  settingsSchema,
  stopContactSchema,
  type ChangeSettings,
  type SettingsView,
} from '@puntual/contracts/api/settings';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { ratesKnownUntil } from '@puntual/domain/charges/own-rates';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { alreadyEnded, notFound } from '../http/api-problem.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

/** The organization's settings for all its cases, and the switch that stops all contact. */
@ApiTags('settings')
@Controller('v1/settings')
export class SettingsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'The organization’s settings' })
  @ApiOkResponse({ standardSchema: settingsSchema })
  show(@CurrentCaller() caller: Caller): Promise<SettingsView> {
    return this.read(caller);
  }

  @Patch()
  @ApiOperation({
    summary:
      'Change the daily limit of messages, the closing days, how payments are matched, the reference rates of ' +
      'interest, the hosts that messages may link to, or the limits of promises and payment plans',
    description:
      'Omitted settings stay unchanged. `maxMessagesPerDay` counts the messages of one of the organization’s ' +
      'own days; null removes the limit. `referenceRates` are rows by law (`es`, `de`, `uk`, `eu`, `cl`) with ' +
      'the days on which they hold, the percentage, and where and since when it was read; an omitted law keeps ' +
      'its rows, an empty list removes them. `linkHosts` are the hosts to which messages and statements may link ' +
      '(`pay.example.com`, `*.example.com`): other payment and document addresses are left out; an empty list ' +
      'allows any host. `disputes` are the deadlines of disputes by category and of promised credit notes, in the ' +
      'organization’s open days, and whether a short payment that names a reason is proposed as a deduction. ' +
      '`serviceMessages` switches on what confirms a promise or a plan, recalls an instalment, or says what became ' +
      'of a dispute or a claim. `branding` is the logo, the colours and the footer of messages; colours that cannot ' +
      'be read on one another are refused with `contrast-too-low`.',
  })
  @ApiOkResponse({ standardSchema: settingsSchema })
  async change(
    @Body({ schema: changeSettingsSchema }) body: ChangeSettings,
    @CurrentCaller() caller: Caller,
  ): Promise<SettingsView> {
    return this.view(caller, await changeSettings(this.parts.database, actorOf(caller), body, this.parts.clock.now()));
  }

  @Post('stop-contact')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Stop all contact: until it is resumed nothing is sent, no call is opened and nothing is handed to an ' +
      'agency',
    description: '409 `already-ended` when contact is stopped already.',
  })
  @ApiOkResponse({ standardSchema: settingsSchema })
  async stop(
    @Body({ schema: stopContactSchema }) body: z.infer<typeof stopContactSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<SettingsView> {
    if (!(await stopContact(this.parts.database, actorOf(caller), body.reason ?? null, this.parts.clock.now())))
      throw alreadyEnded('contact');
    return this.read(caller);
  }

  @Post('resume-contact')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Allow contact again: waiting cases continue at once, by the rules of the day',
    description: '409 `already-ended` when contact is not stopped.',
  })
  @ApiOkResponse({ standardSchema: settingsSchema })
  async resume(@CurrentCaller() caller: Caller): Promise<SettingsView> {
    if (!(await resumeContact(this.parts.database, actorOf(caller), this.parts.clock.now())))
      throw alreadyEnded('contact-stop');
    return this.read(caller);
  }

  private async read(caller: Caller): Promise<SettingsView> {
    return this.view(
      caller,
      await this.parts.database.inOrganization(caller.organizationId, (tx) => readSettings(tx, caller.organizationId)),
    );
  }

  private async view(caller: Caller, settings: OrganizationSettings): Promise<SettingsView> {
    const organization = await findOrganization(this.parts.database, caller.slug);
    if (!organization) throw notFound();
    const view = settingsView(settings, localDate(this.parts.clock.now(), organization.timeZone));
    const { contactStopped } = view;
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => ({
      ...view,
      contactStopped: await withNames<SettingsView['contactStopped']>(tx, contactStopped),
    }));
  }
}

function settingsView(
  {
    defaultPolicyKey,
    contactStoppedAt,
    contactStoppedBy,
    maxMessagesPerDay,
    closingDays,
    matching,
    referenceRates,
    linkHosts,
    disputes,
    promiseLimits,
    planLimits,
    credit,
    portfolios,
    replies,
    serviceMessages,
    branding,
  }: OrganizationSettings,
  today: IsoDate,
): Omit<SettingsView, 'contactStopped'> & Pick<Unnamed<SettingsView>, 'contactStopped'> {
  return {
    defaultPolicyKey,
    contactStopped: contactStoppedAt && { at: contactStoppedAt.toISOString(), by: contactStoppedBy },
    maxMessagesPerDay,
    closingDays,
    matching,
    referenceRates,
    ratesKnownUntil: ratesKnownUntil(referenceRates, today),
    linkHosts: [...linkHosts],
    disputes,
    promiseLimits,
    planLimits,
    credit,
    portfolios,
    replies,
    serviceMessages,
    branding,
  };
}
