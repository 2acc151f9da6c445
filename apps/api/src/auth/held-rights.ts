import { BUILT_IN_ROLES, roleRights, type BuiltInRole, type Right } from '@puntual/domain/access/rights';
import { taskKinds, type TaskKind } from '@puntual/domain/tasks/task-kinds';

/** The built-in roles that have a right. Organizations may have roles of their own that have it too. */
export function rolesWith(right: Right): BuiltInRole[] {
  return BUILT_IN_ROLES.filter((role) => roleRights[role].includes(right));
}

/** Whether these rights allow to decide about money, the work of others, and what is beyond a collector's limits. */
export function isDecider(held: ReadonlySet<Right>): boolean {
  return held.has('case.decide');
}

const enders = { workers: 'case.work', deciders: 'case.decide' } as const satisfies Record<string, Right>;
/** Kinds of task whose end is an act with a right of its own. */
const ended: Readonly<Partial<Record<TaskKind, Right>>> = { 'approve-agency': 'debt.place' };

/** Whether these rights allow to end a task of the kind. */
export function mayEndTask(held: ReadonlySet<Right>, kind: TaskKind): boolean {
  return held.has(ended[kind] ?? enders[taskKinds[kind].endedBy]);
}
