import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readWorklistSettings } from '@puntual/casework/collectors/worklist-settings';
import { saveWorklistSettings } from '@puntual/casework/worklist/change-worklist-settings';
import { worklistSettingsViewSchema } from '@puntual/contracts/api/worklist';
import type { WorklistSettings } from '@puntual/domain/worklist/worklist-settings';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';

/** How tasks are assigned, how long they take, and how soon they are due. */
@ApiTags('settings')
@Controller('v1/settings/worklist')
export class WorklistSettingsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'How tasks are assigned and timed' })
  @ApiOkResponse({ standardSchema: worklistSettingsViewSchema })
  show(@CurrentCaller() caller: Caller): Promise<WorklistSettings> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      readWorklistSettings(tx, caller.organizationId),
    );
  }

  @Put()
  @ApiOperation({
    summary: 'Replace how tasks are assigned and timed',
    description:
      'The first rule of `assignment` that fits a task and finds somebody who works that day decides when a task ' +
      'opens; tasks that are with nobody are asked about again at once. `minutes` and `businessDays` are by kind of ' +
      'task. A task that is not done by its deadline goes to somebody else, and `escalateAfterBusinessDays` later to ' +
      'a manager. `exchangeRates` compare amounts of other currencies; without one, the rough size of the unit counts.',
  })
  @ApiOkResponse({ standardSchema: worklistSettingsViewSchema })
  async change(
    @Body({ schema: worklistSettingsViewSchema }) body: WorklistSettings,
    @CurrentCaller() caller: Caller,
  ): Promise<WorklistSettings> {
    await saveWorklistSettings(this.parts.database, actorOf(caller), body, this.parts.clock.now());
    return body;
  }
}
