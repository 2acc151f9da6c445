import type { TaskEnd, TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Actor } from '../../record/actor.ts';
import type { Effects } from './effects.ts';

/** A task that is done, with its outcome, whose effects are taken back. */
export interface Undoing {
  readonly actor: Actor;
  readonly task: { readonly id: string; readonly kind: TaskKind; readonly outcome: TaskEnd };
  readonly customer: { readonly id: string; readonly customerId: string };
  readonly effects: Effects;
  readonly endedAt: Date;
  readonly now: number;
}
