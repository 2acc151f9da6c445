import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { completeTask } from '@puntual/casework/people/complete-task';
import { claimTask } from '@puntual/casework/tasks/claim-task';
import {
  completeTaskSchema,
  taskPageSchema,
  taskQuerySchema,
  taskSchema,
  type CompleteTask,
  type TaskView,
} from '@puntual/contracts/api/tasks';
import { TASK_KINDS, outcomesOf } from '@puntual/domain/tasks/task-kinds';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { refuseAlone } from '../auth/needs-approval.ts';
import { mayEndTask, isDecider } from '../auth/held-rights.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { taskProblem } from './task-problem.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { findTask, listTasks } from './read-tasks.ts';

const outcomesText = TASK_KINDS.map(
  (kind) =>
    `- \`${kind}\`: ${outcomesOf(kind)
      .map((outcome) => `\`${outcome}\``)
      .join(', ')}`,
).join('\n');

/** Tasks of people: calls to make, approvals to give, contact data to correct. */
@ApiTags('tasks')
@Controller('v1/tasks')
export class TasksController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List tasks: open ones oldest first, done ones newest first' })
  @ApiOkResponse({ standardSchema: taskPageSchema })
  list(
    @Query({ schema: taskQuerySchema }) query: z.infer<typeof taskQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof taskPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listTasks(tx, query, this.parts.clock.now()),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One task' })
  @ApiOkResponse({ standardSchema: taskSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<TaskView> {
    return this.read(caller, id);
  }

  @Post(':id/claim')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Claim a task',
    description:
      '409 `task-claimed-by-other` when somebody else has claimed it, 409 `task-already-done` when it is done.',
  })
  @ApiOkResponse({ standardSchema: taskSchema })
  async claim(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<TaskView> {
    const result = await claimTask(this.parts.database, actorOf(caller), rowIdOf(id), this.parts.clock.now());
    if (result.result === 'claimed-by-other') {
      throw new ApiProblem(409, { code: 'task-claimed-by-other', values: { by: result.by } });
    }
    if (result.result !== 'done') throw taskProblem(result);
    return this.read(caller, id);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Complete a task with its outcome',
    description:
      `The outcomes of each kind:\n\n${outcomesText}\n\n\`promised\` needs \`promise\`, ` +
      '`dispute` needs `reason`. An approval of a hand-off to an agency is for managers and administrators.',
  })
  @ApiOkResponse({ standardSchema: taskSchema })
  async complete(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: completeTaskSchema }) body: CompleteTask,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskView> {
    const task = await this.read(caller, id);
    if (!mayEndTask(caller.rights, task.kind)) {
      throw new ApiProblem(403, { code: 'forbidden', values: { taskKind: task.kind } });
    }
    if (task.kind === 'approve-agency' && body.outcome === 'approve')
      await refuseAlone(this.parts, caller, 'placement');
    const result = await completeTask(
      this.parts.database,
      actorOf(caller),
      { taskId: task.id, input: body, mayExceed: isDecider(caller.rights) },
      this.parts.clock.now(),
    );
    if (result.result !== 'done') throw taskProblem(result);
    return this.read(caller, id);
  }

  private async read(caller: Caller, id: string): Promise<TaskView> {
    const rowId = rowIdOf(id);
    const task = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findTask(tx, rowId, this.parts.clock.now()),
    );
    if (!task) throw notFound();
    return task;
  }
}
