import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { takeBackOutcome } from '@puntual/casework/people/take-back-outcome';
import { previewTask } from '@puntual/casework/people/preview-task';
import {
  takenBackSchema,
  taskPreviewSchema,
  type TakenBackView,
  type TaskPreviewView,
} from '@puntual/contracts/api/task-acts';
import { completeTaskSchema, type CompleteTask } from '@puntual/contracts/api/tasks';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { mayEndTask } from '../auth/held-rights.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { findTask, findTaskPlace } from './read-tasks.ts';
import { showPreview } from './show-preview.ts';

/** What the outcome of a task will do, before and after a person saves it. */
@ApiTags('tasks')
@Controller('v1/tasks')
export class TaskActsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What completing the task with this body would do',
    description:
      'Takes the body of `complete` and changes nothing. The answer is computed by completing the task and ' +
      'evaluating its cases in a transaction that is rolled back, so it is what happens. An outcome that would be ' +
      'refused is answered with its code in `refused`. 409 `task-already-done` when the task is done.',
  })
  @ApiOkResponse({ standardSchema: taskPreviewSchema })
  async preview(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: completeTaskSchema }) body: CompleteTask,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<TaskPreviewView> {
    const taskId = rowIdOf(id);
    const { timeZone } = await this.findTask(caller, taskId);
    const result = await previewTask(
      this.parts.database,
      actorOf(caller),
      { taskId, input: body },
      this.parts.clock.now(),
    );
    switch (result.result) {
      case 'not-found':
        throw notFound();
      case 'already-done':
        throw new ApiProblem(409, { code: 'task-already-done', values: {} });
      case 'done':
      case 'invalid':
        return this.parts.database.inOrganization(caller.organizationId, (tx) =>
          showPreview(tx, result, { language, timeZone }),
        );
    }
  }

  @Post(':id/take-back')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take the outcome of a task back, for whatever has not left yet',
    description:
      'The holds that the outcome opened are released, messages that are not on their way are dropped, tasks that ' +
      'followed from it end, the task is open again and the plans are what they were. `alreadySent` names the ' +
      'messages that had left. 409 `task-not-done`, `outcome-final` (it settled a message or a movement of the bank) ' +
      'or `outcome-followed` (somebody acted on it since).',
  })
  @ApiOkResponse({ standardSchema: takenBackSchema })
  async takeBack(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<TakenBackView> {
    const taskId = rowIdOf(id);
    await this.findTask(caller, taskId);
    const now = this.parts.clock.now();
    const taken = await takeBackOutcome(this.parts.database, actorOf(caller), taskId, now);
    switch (taken.result) {
      case 'not-found':
        throw notFound();
      case 'not-done':
        throw new ApiProblem(409, { code: 'task-not-done', values: {} });
      case 'final':
        throw new ApiProblem(409, { code: 'outcome-final', values: {} });
      case 'followed':
        throw new ApiProblem(409, { code: 'outcome-followed', values: {} });
      case 'done': {
        const task = await this.parts.database.inOrganization(caller.organizationId, (tx) => findTask(tx, taskId, now));
        if (!task) throw notFound();
        return {
          task,
          alreadySent: taken.alreadySent.map((message) => ({
            ...message,
            contactIds: [...message.contactIds],
            sentAt: message.sentAt?.toISOString() ?? null,
          })),
        };
      }
    }
  }

  // Throws the problems of a task that does not exist, or that the caller may not end.
  private async findTask(caller: Caller, taskId: string): Promise<{ readonly timeZone: string }> {
    const task = await this.parts.database.inOrganization(caller.organizationId, (tx) => findTaskPlace(tx, taskId));
    if (!task) throw notFound();
    if (!mayEndTask(caller.rights, task.kind)) {
      throw new ApiProblem(403, { code: 'forbidden', values: { taskKind: task.kind } });
    }
    return task;
  }
}
