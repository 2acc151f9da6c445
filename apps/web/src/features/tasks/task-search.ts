import { taskKindSchema } from '@puntual/contracts/api/tasks';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';

/** The filters of the task list in the URL. Without `show` the list has the tasks to do. */
export interface TaskSearch {
  show?: 'done';
  kind?: TaskKind;
}

/** Reads the filters from a URL. Ignores values that it does not know. */
export function readTaskSearch(raw: Record<string, unknown>): TaskSearch {
  const kind = taskKindSchema.safeParse(raw.kind).data;
  return { ...(raw.show === 'done' ? { show: 'done' as const } : {}), ...(kind ? { kind } : {}) };
}
