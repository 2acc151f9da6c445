import { queryOptions } from '@tanstack/react-query';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { PageOf, TaskView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { LIST_REFRESH_MS } from '../../client/refresh.ts';

/** The most tasks of one state that the list shows. */
export const TASK_LIMIT = 200;

export interface TaskList {
  tasks: TaskView[];
  more: boolean;
}

const readState = (state: TaskView['state'], kind: TaskKind | undefined, signal: AbortSignal) =>
  bodyOf(api.GET('/v1/tasks', { params: { query: { state, ...(kind ? { kind } : {}), limit: TASK_LIMIT } }, signal }));

/** The tasks to do: the claimed ones, then the open ones, each in the server's order. */
export function todoQuery(kind?: TaskKind) {
  return queryOptions({
    queryKey: ['tasks', 'todo', kind ?? null],
    queryFn: async ({ signal }): Promise<TaskList> =>
      listOf(await Promise.all([readState('claimed', kind, signal), readState('open', kind, signal)])),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** The tasks to do of every kind; the header shows their number. */
export const openTasksQuery = todoQuery();

/** The completed tasks. */
export function doneQuery(kind?: TaskKind) {
  return queryOptions({
    queryKey: ['tasks', 'done', kind ?? null],
    queryFn: async ({ signal }): Promise<TaskList> => listOf([await readState('done', kind, signal)]),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** Joins the pages without duplicates: a task that is claimed between the two requests comes with both. */
function listOf(pages: readonly PageOf<TaskView>[]): TaskList {
  const tasks = new Map(pages.flatMap((page) => page.items).map((task) => [task.id, task]));
  return { tasks: [...tasks.values()], more: pages.some((page) => page.nextCursor !== null) };
}
