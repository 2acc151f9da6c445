import { taskKinds, type TaskKind } from '../tasks/task-kinds.ts';
import type { InvoiceStatus } from './case-facts.ts';

/** The kinds of tasks that end with the outcome `settled`: their work is about open invoices only. */
type SettlingKind = {
  [K in TaskKind]: 'settled' extends (typeof taskKinds)[K]['ownOutcomes'][number] ? K : never;
}[TaskKind];

/** An open task, with the status of each invoice that it is about. */
export interface TaskOfInvoices<Kind extends TaskKind = TaskKind> {
  readonly id: string;
  readonly kind: Kind;
  readonly statuses: readonly InvoiceStatus[];
}

/** The tasks that end as `settled`: their kind is about open invoices, and none of their invoices is open. Pure. */
export function settledTasks(tasks: readonly TaskOfInvoices[]): readonly TaskOfInvoices<SettlingKind>[] {
  return tasks.filter(
    (task): task is TaskOfInvoices<SettlingKind> => isSettling(task.kind) && !task.statuses.includes('open'),
  );
}

function isSettling(kind: TaskKind): kind is SettlingKind {
  return taskKinds[kind].ownOutcomes.some((outcome) => outcome === 'settled');
}
