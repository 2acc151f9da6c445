/**
 * What audit events about the worklist record: who does tasks and when, who the collectors are, and what they
 * write down. */
export interface WorklistAuditData {
  /** The absences that are not over, all of them; `substituteId` null: the work is with everybody meanwhile. */
  'collector.absences-set': {
    readonly personId: string;
    readonly absences: readonly {
      readonly fromOn: string;
      readonly untilOn: string;
      readonly substituteId: string | null;
    }[];
  };
  'collector.saved': {
    readonly personId: string;
    readonly handle?: string | null;
    readonly teams: readonly string[];
    readonly languages: readonly string[];
    readonly minutesPerDay: number | null;
    readonly isManager: boolean;
    readonly managerId: string | null;
    readonly active: boolean;
  };
  /** Somebody is to see a customer that is not theirs; `personId`: who. */
  'access.asked': { readonly requestId: string; readonly personId: string };
  'access.decided': {
    readonly requestId: string;
    readonly personId: string;
    readonly decision: 'granted' | 'refused';
  };
  'customer.portfolio-set': { readonly ownerId: string | null; readonly team: string | null };
  'team.saved': { readonly name: string; readonly leadId: string | null };
  'customer.note-pinned': { readonly noteId: string };
  'customer.note-unpinned': { readonly noteId: string };
  'customer.noted': { readonly noteId: string };
  /** Who is to do the task. `rule`: the rule that chose; `reason`: why a person gave it to somebody else. */
  'task.assigned': {
    readonly taskId: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly rule?: string;
    readonly reason?: string;
  };
  /** Given to a manager because nobody did it in time; `to` null: there is none. */
  'task.escalated': { readonly taskId: string; readonly from: string | null; readonly to: string | null };
  'task.pinned': TaskUntil;
  'task.snoozed': TaskUntil;
  'task.unpinned': { readonly taskId: string };
  'task.woken': { readonly taskId: string };
}

/** Until which instant (ISO 8601) a task is on top of the worklist, or out of it. */
interface TaskUntil {
  readonly taskId: string;
  readonly until: string;
  readonly reason: string;
}
