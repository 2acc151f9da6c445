import { completeTaskSchema, type CompleteTask } from '@puntual/contracts/api/tasks';
import type { TaskView } from '../../client/api-views.ts';
import { parseAmount } from '@puntual/domain/money/amount';
import type { TaskOutcome } from '@puntual/domain/tasks/task-kinds';
import type { Language } from '../../locales/languages.ts';
import { readAmount } from '../../ui/read-amount.ts';
import { totalsOf } from './TaskInvoices.tsx';

/** What a person has typed into the completion dialog, not yet checked. */
export interface Draft {
  /** Null until a person chooses one. */
  outcome: TaskOutcome | null;
  date: string;
  /** The hour of a call, in the customer's time zone. */
  time: string;
  /** The contact (the ERP's id) and the address that were confirmed on the phone. */
  contactId: string;
  address: string;
  amount: string;
  currency: string;
  reason: string;
  note: string;
}

/** A fault of a field; `say` is the key of its sentence among the words of `complete`. */
export type DraftFault =
  | {
      readonly say:
        | 'outcomeNeeded'
        | 'dateNeeded'
        | 'datePast'
        | 'dayNeeded'
        | 'timeNeeded'
        | 'contactNeeded'
        | 'addressNeeded'
        | 'amountUnreadable'
        | 'reasonNeeded';
    }
  | { readonly say: 'amountTooLarge'; readonly open: string }
  | { readonly say: 'tooLong'; readonly max: number };
export type DraftField = Exclude<keyof Draft, 'currency'>;

/** What each field of the dialog gets. */
export interface DraftFieldProps {
  task: TaskView;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  /** The sentence about what is wrong with a field; undefined when nothing is. */
  errorOf: (field: DraftField) => string | undefined;
}

/** The path by which the server names each field of the dialog in a refusal. */
export const SERVER_PATHS = {
  outcome: 'outcome',
  date: 'promise.date',
  time: 'callBack',
  contactId: 'send.contactId',
  address: 'send.address',
  amount: 'promise.amount',
  reason: 'reason',
  note: 'note',
} as const satisfies Record<DraftField, string>;

const MAX_NOTE = 4000;
const MAX_REASON = 500;

/** What an outcome needs besides the optional note. */
type Wanted = 'promise' | 'reason' | 'hour' | 'address' | 'nothing';

const wanted: Readonly<Record<TaskOutcome, Wanted>> = {
  promised: 'promise',
  dispute: 'reason',
  'no-answer': 'nothing',
  voicemail: 'nothing',
  refuses: 'nothing',
  'paid-already': 'nothing',
  'wrong-contact': 'nothing',
  'paying-now': 'nothing',
  'not-received': 'address',
  'call-back': 'hour',
  answered: 'nothing',
  'wants-plan': 'nothing',
  'no-plan': 'nothing',
  approve: 'nothing',
  reject: 'nothing',
  fixed: 'nothing',
  'cannot-fix': 'nothing',
  'was-sent': 'nothing',
  'was-not-sent': 'nothing',
  handled: 'nothing',
  chase: 'nothing',
  'call-again': 'nothing',
  completed: 'nothing',
  'not-needed': 'nothing',
  ready: 'nothing',
  missing: 'reason',
  'for-customer': 'nothing',
  'for-us': 'nothing',
  withdrawn: 'nothing',
  'open-dispute': 'nothing',
  'no-dispute': 'nothing',
};

function bodyOf({ date, time, contactId, address }: Draft, wants: Wanted): Partial<CompleteTask> {
  switch (wants) {
    case 'hour':
      return { callBack: { date, time } };
    case 'address':
      return {
        send: { what: 'invoices', contactId: contactId.trim(), channel: 'email', address: address.trim() },
      };
    case 'promise':
    case 'reason':
    case 'nothing':
      return {};
  }
}

/** What the dialog asks for with the outcome; nothing until a person chooses one. */
export function wantedBy(outcome: TaskOutcome | null): Wanted {
  return outcome === null ? 'nothing' : wanted[outcome];
}

/** An empty draft: no outcome, and the currency of the task's first invoice. */
export function emptyDraft(task: TaskView): Draft {
  return {
    outcome: null,
    date: '',
    time: '',
    contactId: '',
    address: '',
    amount: '',
    currency: totalsOf(task)[0]?.currency ?? '',
    reason: '',
    note: '',
  };
}

/**
 * Turns a draft into the body of the request that completes the task, or names the fault of each wrong field. Fields
 * that the outcome does not need are ignored. `today` is the organization's day. The body passes `completeTaskSchema`,
 * by which the server checks it too.
 */
export function readDraft(
  draft: Draft,
  task: TaskView,
  today: string,
  language: Language,
): { body: CompleteTask } | { faults: Partial<Record<DraftField, DraftFault>> } {
  const faults: Partial<Record<DraftField, DraftFault>> = {};
  const amount = draft.amount.trim() === '' ? undefined : readAmount(draft.amount, draft.currency, language);
  const wants = wantedBy(draft.outcome);
  if (draft.outcome === null || !task.outcomes.includes(draft.outcome)) faults.outcome = { say: 'outcomeNeeded' };
  if (wants === 'promise') {
    if (draft.date === '') faults.date = { say: 'dateNeeded' };
    else if (draft.date < today) faults.date = { say: 'datePast' };
    const open = totalsOf(task).find((total) => total.currency === draft.currency)?.open;
    if (amount === null) faults.amount = { say: 'amountUnreadable' };
    else if (
      amount !== undefined &&
      open !== undefined &&
      parseAmount(amount, draft.currency) > parseAmount(open, draft.currency)
    )
      faults.amount = { say: 'amountTooLarge', open };
  }
  if (wants === 'hour') {
    if (draft.date === '') faults.date = { say: 'dayNeeded' };
    if (!/^\d{2}:\d{2}$/.test(draft.time)) faults.time = { say: 'timeNeeded' };
  }
  if (wants === 'address') {
    if (draft.contactId.trim() === '') faults.contactId = { say: 'contactNeeded' };
    if (draft.address.trim() === '') faults.address = { say: 'addressNeeded' };
  }
  if (wants === 'reason') {
    if (draft.reason.trim() === '') faults.reason = { say: 'reasonNeeded' };
    else if (draft.reason.trim().length > MAX_REASON) faults.reason = { say: 'tooLong', max: MAX_REASON };
  }
  if (draft.note.trim().length > MAX_NOTE) faults.note = { say: 'tooLong', max: MAX_NOTE };
  if (Object.keys(faults).length > 0) return { faults };
  return {
    body: completeTaskSchema.parse({
      outcome: draft.outcome,
      ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
      ...(wants === 'promise'
        ? { promise: { date: draft.date, ...(amount === undefined ? {} : { amount, currency: draft.currency }) } }
        : {}),
      ...bodyOf(draft, wants),
      ...(wants === 'reason' ? { reason: draft.reason.trim() } : {}),
    }),
  };
}
