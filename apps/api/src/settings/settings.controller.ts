import { Body, Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { changeSettings } from '@puntual/casework/settings/change-settings';
import { resumeContact } from '@puntual/casework/settings/resume-contact';
import { readSettings, type OrganizationSettings } from '@puntual/casework/settings/settings';
import { stopContact } from '@puntual/casework/settings/stop-contact';
import { changeSettingsSchema, settingsSchema, stopContactSchema, type ChangeSettings, type SettingsView } from '@puntual/contracts/api/settings';
import { API_PARTS, type ApiParts } from '../api-parts.ts';
import { CurrentCaller, type Caller } from '../auth/caller.ts';
import { actorOf } from '../invoices/invoices.controller.ts';

/** What the organization has decided for all its cases, and the switch that stops all contact. */
@ApiTags('settings')
@Controller('v1/settings')
export class SettingsController {
  constructor(@Inject(API_PARTS) private readonly parts: ApiParts) {}

  @Get()
  @ApiOperation({ summary: 'The organization’s settings' })
  @ApiOkResponse({ standardSchema: settingsSchema })
  show(@CurrentCaller() caller: Caller): Promise<SettingsView> {
    return this.read(caller);
  }

  @Patch()
  @ApiOperation({ summary: 'Change the daily limit of messages, the closing days, or how payments are matched', description: 'What is left out stays. `maxMessagesPerDay` counts the messages of one of the organization’s own days; null takes the limit away.' })
  @ApiOkResponse({ standardSchema: settingsSchema })
  async change(@Body({ schema: changeSettingsSchema }) body: ChangeSettings, @CurrentCaller() caller: Caller): Promise<SettingsView> {
    return settingsView(await changeSettings(this.parts.database, actorOf(caller), body, this.parts.clock.now()));
  }

  @Post('stop-contact')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop all contact: nothing is sent, called for or handed over until it is resumed', description: 'Stopping again changes nothing.' })
  @ApiOkResponse({ standardSchema: settingsSchema })
  async stop(@Body({ schema: stopContactSchema }) body: z.infer<typeof stopContactSchema>, @CurrentCaller() caller: Caller): Promise<SettingsView> {
    await stopContact(this.parts.database, actorOf(caller), body.reason ?? null, this.parts.clock.now());
    return this.read(caller);
  }

  @Post('resume-contact')
  @HttpCode(200)
  @ApiOperation({ summary: 'Allow contact again: what waits goes on at once, by the rules of the day' })
  @ApiOkResponse({ standardSchema: settingsSchema })
  async resume(@CurrentCaller() caller: Caller): Promise<SettingsView> {
    await resumeContact(this.parts.database, actorOf(caller), this.parts.clock.now());
    return this.read(caller);
  }

  private async read(caller: Caller): Promise<SettingsView> {
    return settingsView(await this.parts.database.inOrganization(caller.organizationId, (tx) => readSettings(tx, caller.organizationId)));
  }
}

function settingsView({ defaultPolicyKey, contactStoppedAt, contactStoppedBy, maxMessagesPerDay, closingDays, matching }: OrganizationSettings): SettingsView {
  return { defaultPolicyKey, contactStopped: contactStoppedAt && { at: contactStoppedAt.toISOString(), by: contactStoppedBy }, maxMessagesPerDay, closingDays, matching };
}
