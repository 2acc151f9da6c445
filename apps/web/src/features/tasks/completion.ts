import { completeTaskSchema, type CompleteTask } from '@puntual/contracts/api/schemas';
import type { TaskView } from '../../client/api-views.ts';
import { parseAmount } from '@puntual/domain/money/amount';
import type { TaskOutcome } from '@puntual/domain/tasks/task-kinds';
import type { Language } from '../../locales/languages.ts';
import { readAmount } from '../../ui/read-amount.ts';
import { totalsOf } from './TaskInvoices.tsx';

/** What a person has typed into the dialog, as typed. */
export interface Draft {
  /** Null until one is chosen. */
  outcome: TaskOutcome | null;
  date: string;
  amount: string;
  currency: string;
  reason: string;
  note: string;
}

/** A fault of a field, by the key of its sentence in `complete`. */
export type DraftFault =
  | { readonly say: 'outcomeNeeded' | 'dateNeeded' | 'datePast' | 'amountUnreadable' | 'reasonNeeded' }
  | { readonly say: 'amountTooLarge'; readonly open: string }
  | { readonly say: 'tooLong'; readonly max: number };
export type DraftField = Exclude<keyof Draft, 'currency'>;

/** The fields of the dialog and the paths under which the server speaks of them. */
export const SERVER_PATHS = {
  outcome: 'outcome',
  date: 'promise.date',
  amount: 'promise.amount',
  reason: 'reason',
  note: 'note',
} as const satisfies Record<DraftField, string>;

const MAX_NOTE = 4000;
const MAX_REASON = 500;

/** What goes with an outcome besides the note. */
type Wanted = 'promise' | 'reason' | 'nothing';

const wanted: Readonly<Record<TaskOutcome, Wanted>> = {
  promised: 'promise',
  dispute: 'reason',
  'no-answer': 'nothing',
  voicemail: 'nothing',
  refuses: 'nothing',
  'paid-already': 'nothing',
  'wrong-contact': 'nothing',
  approve: 'nothing',
  reject: 'nothing',
  fixed: 'nothing',
  'cannot-fix': 'nothing',
  'was-sent': 'nothing',
  'was-not-sent': 'nothing',
  handled: 'nothing',
};

/** What the dialog asks for with the outcome; nothing until one is chosen. */
export function wantedBy(outcome: TaskOutcome | null): Wanted {
  return outcome === null ? 'nothing' : wanted[outcome];
}

/** An empty draft: nothing chosen, the currency in which most is open. */
export function emptyDraft(task: TaskView): Draft {
  return { outcome: null, date: '', amount: '', currency: totalsOf(task)[0]?.currency ?? '', reason: '', note: '' };
}

/**
 * Turns what was typed into what the API takes, or says what is wrong with which field. Only the fields that belong to the outcome count.
 * `today` is the organization's day; the body passes `completeTaskSchema`, the very schema the server checks with.
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
      ...(wants === 'reason' ? { reason: draft.reason.trim() } : {}),
    }),
  };
}
