import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { organizationZone } from '@puntual/casework/collectors/collectors';
import { assignTask, type AssignRefused } from '@puntual/casework/tasks/assign-task';
import type { WorkResult } from '@puntual/casework/tasks/change-open-task';
import {
  MOST_SNOOZES,
  pinTask,
  snoozeTask,
  unpinTask,
  wakeTask,
  type PutOffRefused,
} from '@puntual/casework/tasks/put-off-task';
import { assignTaskSchema, taskUntilSchema, taskWorkSchema, type TaskWorkView } from '@puntual/contracts/api/worklist';
import { instantAt } from '@puntual/domain/calendar/dates';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { isDecider } from '../auth/held-rights.ts';
import { findTaskWork } from './read-task-work.ts';
import { personMeant, personSought } from '../http/people.ts';

/** Who does a task, and when: assigning, putting off, pinning. */
@ApiTags('tasks')
@Controller('v1/tasks')
export class TaskWorkController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get(':id/work')
  @ApiOperation({ summary: 'Who does a task, and when' })
  @ApiOkResponse({ standardSchema: taskWorkSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<TaskWorkView> {
    return this.read(caller, id);
  }

  @Post(':id/assign')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a task to a collector, or back to everybody',
    description:
      'A claim ends with it. A collector may only give back (`to` null) a task that is with them: 403 ' +
      '`task-not-yours`. With `from`, 409 `task-assigned-to-other` when it is with somebody else by now. 409 ' +
      '`task-already-done` when it is done.',
  })
  @ApiOkResponse({ standardSchema: taskWorkSchema })
  async assign(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: assignTaskSchema }) { to, from, reason }: z.infer<typeof assignTaskSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskWorkView> {
    const assignment = {
      taskId: rowIdOf(id),
      to: to && (await personMeant(this.parts, caller, to, 'to')),
      reason,
      byManager: isDecider(caller.rights),
      ...(from === undefined ? {} : { from: from && ((await personSought(this.parts, caller, from)) ?? from) }),
    };
    return this.answer(caller, id, await assignTask(this.parts.database, actorOf(caller), assignment, this.now()));
  }

  @Post(':id/snooze')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put a task off: it leaves the worklist until an instant or a day',
    description:
      `At most 30 days ahead, and at most ${MOST_SNOOZES} times (409 \`task-put-off-too-often\`; managers may more ` +
      'often). The deadline stays: a task that passes it is in the list again.',
  })
  @ApiOkResponse({ standardSchema: taskWorkSchema })
  async snooze(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: taskUntilSchema }) body: z.infer<typeof taskUntilSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskWorkView> {
    const asked = { ...(await this.untilOf(caller, id, body)), byManager: isDecider(caller.rights) };
    return this.answer(caller, id, await snoozeTask(this.parts.database, actorOf(caller), asked, this.now()));
  }

  @Delete(':id/snooze')
  @ApiOperation({
    summary: 'Put a task that was put off back into the worklist',
    description: '409 `already-ended` when it is not put off.',
  })
  @ApiOkResponse({ standardSchema: taskWorkSchema })
  async wake(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<TaskWorkView> {
    const asked = { taskId: rowIdOf(id), byManager: isDecider(caller.rights) };
    return this.answer(caller, id, await wakeTask(this.parts.database, actorOf(caller), asked, this.now()));
  }

  @Post(':id/pin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Pin a task to the top of the worklist, with a reason, until an instant or a day',
    description: 'At most 60 days ahead. Pinning again replaces the end and the reason.',
  })
  @ApiOkResponse({ standardSchema: taskWorkSchema })
  async pin(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: taskUntilSchema }) body: z.infer<typeof taskUntilSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskWorkView> {
    const asked = await this.untilOf(caller, id, body);
    return this.answer(caller, id, await pinTask(this.parts.database, actorOf(caller), asked, this.now()));
  }

  @Delete(':id/pin')
  @ApiOperation({ summary: 'End the pin of a task', description: '409 `already-ended` when it is not pinned.' })
  @ApiOkResponse({ standardSchema: taskWorkSchema })
  async unpin(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskWorkView> {
    const asked = { taskId: rowIdOf(id) };
    return this.answer(caller, id, await unpinTask(this.parts.database, actorOf(caller), asked, this.now()));
  }

  private now(): number {
    return this.parts.clock.now();
  }

  // A day begins where the organization is.
  private async untilOf(caller: Caller, id: string, { until, reason }: z.infer<typeof taskUntilSchema>) {
    const taskId = rowIdOf(id);
    if (until.includes('T')) return { taskId, until: Date.parse(until), reason };
    const zone = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      organizationZone(tx, caller.organizationId),
    );
    return { taskId, until: instantAt(until, 0, zone), reason };
  }

  private answer(caller: Caller, id: string, result: WorkResult<AssignRefused | PutOffRefused>): Promise<TaskWorkView> {
    if (result.result !== 'done') throw workProblem(result);
    return this.read(caller, id);
  }

  private async read(caller: Caller, id: string): Promise<TaskWorkView> {
    const rowId = rowIdOf(id);
    const work = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findTaskWork(tx, rowId, this.now()),
    );
    if (!work) throw notFound();
    return work;
  }
}

function workProblem(result: Exclude<WorkResult<AssignRefused | PutOffRefused>, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'already-done':
      return new ApiProblem(409, { code: 'task-already-done', values: {} });
    case 'refused':
      return refusedProblem(result.refused);
  }
}

function refusedProblem(refused: AssignRefused | PutOffRefused): ApiProblem {
  switch (refused.code) {
    case 'assigned-to-other':
      return new ApiProblem(409, { code: 'task-assigned-to-other', values: { by: refused.by } });
    case 'claimed-by-other':
      return new ApiProblem(409, { code: 'task-claimed-by-other', values: { by: refused.by } });
    case 'not-yours':
      return new ApiProblem(403, { code: 'task-not-yours', values: {} });
    case 'put-off-too-often':
      return new ApiProblem(409, { code: 'task-put-off-too-often', values: { most: MOST_SNOOZES } });
    case 'already-ended':
      return alreadyEnded(refused.what);
    case 'invalid':
      return invalid([refused.refusal]);
  }
}
