import { addDays, daysBetween, localDate, type EpochMs, type IsoDate } from '@puntual/domain/calendar/dates';
import { isOpenDay, type SendWindow } from '@puntual/domain/calendar/send-window';
import type { Hold } from '@puntual/domain/decide/case-facts';
import type { Policy, PolicyStep } from '@puntual/domain/policy/policy';
import { creditOf, openMinorOf, type ModelClaim, type ModelMoney } from './model-money.ts';
import type { Severity, Stage, Template } from '@puntual/domain/policy/vocabulary';

// A second, simpler implementation of the rules, to compare them with. It makes no plan: it goes from morning to
// morning and checks for each invoice whether its next step may happen on that day. It shares with the rules only the
// calendar (which has tests with a list made by hand) and the names.

/** The state of a step in the model. */
export interface ModelRecord {
  state: 'requested' | 'sent' | 'done' | 'dropped' | 'failed';
  on: IsoDate;
  deadlineOn: IsoDate | null;
  readonly stage: Stage;
  readonly day: number;
}

export interface ModelInvoice extends ModelClaim {
  dueOn: IsoDate;
  readonly knownOn: IsoDate;
  policy: Policy;
  readonly reached: { readonly stage: Stage; readonly on: IsoDate } | null;
  readonly records: Map<string, ModelRecord>;
  holds: Hold[];
  deadlineNamedOn: IsoDate | null;
  /** The strongest tone in which a message demanded it. */
  told: { readonly stage: Stage; readonly severity: Severity; readonly template: Template } | null;
  /** The last day on which a message about others listed it as coming up. */
  listedOn: IsoDate | null;
  call: { stepId: string; round: number; open: boolean; outcome: string | null; completedOn: IsoDate | null } | null;
  placement: 'proposed' | 'approved' | 'rejected' | 'placed' | 'recalled' | null;
  /** What was open when the hand-over was proposed. */
  proposedMinor: bigint;
}

export interface ModelLife {
  now: EpochMs;
  readonly window: SendWindow;
  readonly invoices: ModelInvoice[];
  readonly money: ModelMoney[];
  directDebit: boolean;
  stopped: boolean;
  stale: boolean;
  reachable: boolean;
  lastReminderOn: IsoDate | null;
  readonly contacts: { readonly on: IsoDate; readonly call: boolean }[];
  /** What happened, `YYYY-MM-DD what`. */
  readonly diary: string[];
}

/** The customer of the rules' life: the same id gives the same minute of the morning. */
export const LIFE_CUSTOMER_ID = 'customer-1';

/** A customer without invoices. */
export function newModelLife(window: SendWindow, now: EpochMs): ModelLife {
  return {
    now,
    window,
    invoices: [],
    money: [],
    directDebit: false,
    stopped: false,
    stale: false,
    reachable: true,
    lastReminderOn: null,
    contacts: [],
    diary: [],
  };
}

/** The open amount of the invoice. */
export function modelOpenMinor(life: ModelLife, invoice: ModelInvoice): bigint {
  return openMinorOf(invoice, life.money);
}

/**
 * Whether contact about the invoice is silent on this day: it is held, collected by direct debit, or covered by credit.
 */
export function isSilent(life: ModelLife, invoice: ModelInvoice, today: IsoDate): boolean {
  return (
    invoice.holds.some((hold) => hold.untilOn === null || hold.untilOn >= today) || life.directDebit || isCovered(life)
  );
}

function isCovered(life: ModelLife): boolean {
  return paysAll(life, life.invoices);
}

/** Whether the customer's credit covers the open amounts of all invoices. */
export function paysAll(life: ModelLife, invoices: readonly ModelInvoice[]): boolean {
  const credit = creditOf(life.money);
  return credit > 0n && invoices.reduce((left, invoice) => left - modelOpenMinor(life, invoice), credit) >= 0n;
}

/**
 * Whether the step's condition holds for the part of the invoice that remains when the credit has paid older invoices.
 * Amounts are in EUR, as in all generated invoices; no customer has a high risk.
 */
export function isMet(life: ModelLife, invoice: ModelInvoice, { when }: PolicyStep): boolean {
  const owed = life.invoices.reduce((sum, each) => sum + modelOpenMinor(life, each), 0n) - creditOf(life.money);
  const open = [modelOpenMinor(life, invoice), owed < 0n ? 0n : owed].reduce((a, b) => (b < a ? b : a));
  const limit = (wanted: unknown) =>
    wanted === undefined || wanted === null
      ? null
      : BigInt(Math.round(Number(typeof wanted === 'object' ? (wanted as { EUR: string }).EUR : wanted) * 100));
  const least = limit(when.openAtLeast);
  const below = limit(when.openBelow);
  return (least === null || open >= least) && (below === null || open < below) && !when.risk?.length;
}

/** Whether the policy allows one more contact on the day, counting the contacts of the days before. */
export function isWithinBudget(life: ModelLife, how: 'message' | 'call', { contact }: Policy, day: IsoDate): boolean {
  const within = (days: number, callsOnly: boolean) =>
    life.contacts.filter((past) => daysBetween(past.on, day) < days && (!callsOnly || past.call)).length;
  if (contact.contactsPer7Days !== null && within(7, false) >= contact.contactsPer7Days) return false;
  if (contact.contactsPerDay !== null && within(1, false) >= contact.contactsPerDay) return false;
  return how === 'message' || within(7, true) < contact.callsPer7Days;
}

/** The first open day from `day` on. */
export function openFrom(life: ModelLife, day: IsoDate): IsoDate {
  let open = day;
  while (!isOpenDay(open, life.window)) open = addDays(open, 1);
  return open;
}

/** The customer's day. */
export function dayOf(life: ModelLife): IsoDate {
  return localDate(life.now, life.window.timeZone);
}
