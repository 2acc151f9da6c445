import { taskKindSchema } from '@puntual/contracts/api/schemas';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';

/** The filters of the task list as they stand in the URL; without `show` it is what there is to do. */
export interface TaskSearch {
  show?: 'done';
  kind?: TaskKind;
}

/** Reads the filters from a URL; what makes no sense is left out. */
export function readTaskSearch(raw: Record<string, unknown>): TaskSearch {
  const kind = taskKindSchema.safeParse(raw.kind).data;
  return { ...(raw.show === 'done' ? { show: 'done' as const } : {}), ...(kind ? { kind } : {}) };
}
