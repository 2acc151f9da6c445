import type { AskedFor, ServiceTemplate } from '../policy/vocabulary.ts';
import type { TaskEnd, TaskKind } from '../tasks/task-kinds.ts';

/** What the events of calls, and of what a person does on the phone, record (`AuditData`). */
export interface CallAuditData {
  /** `supersedes`: the entry that this one corrects. */
  'call.corrected': Call & { readonly supersedes: string };
  'call.ended': Call & { readonly seconds: number; readonly outcome: string };
  'call.started': Call;
  /** The fields that a person changed or confirmed, and how the person knows. */
  'contact.changed': { readonly contactId: string; readonly fields: readonly string[]; readonly source: string };
  /** Whose value of the field stays: the one that a person confirmed, or the ERP's. */
  'contact.conflict-settled': {
    readonly contactId: string;
    readonly field: string;
    readonly keep: 'confirmed' | 'erp';
  };
  /** Puntual requested a service message. */
  'message.service-requested': { readonly serviceId: string; readonly service: ServiceTemplate };
  /** The customer asked a person for a message. `contactId`: to whom it goes. */
  'message.asked-for': {
    readonly askedId: string;
    readonly what: AskedFor;
    readonly contactId: string;
    readonly channel: string;
    readonly taskId?: string;
  };
  /** `alreadySent`: the messages that the outcome had sent before. */
  'task.taken-back': {
    readonly taskId: string;
    readonly kind: TaskKind;
    readonly outcome: TaskEnd;
    readonly alreadySent: readonly string[];
  };
}

interface Call {
  readonly callId: string;
  readonly direction: 'out' | 'in';
  readonly taskId?: string;
}
