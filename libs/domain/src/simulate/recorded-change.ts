import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { CaseFacts, Hold, InvoiceStatus } from '../decide/case-facts.ts';
import { KEPT_HOLDS } from '../decide/kept-holds.ts';
import { THANK_YOU_STEP } from '../policy/vocabulary.ts';

/**
 * What the books recorded of an invoice: from `at` on it stands so; what is left out stays as it was. A reversal is a
 * change that opens it again.
 */
export interface RecordedInvoiceChange {
  readonly at: EpochMs;
  readonly invoiceId: string;
  readonly status?: InvoiceStatus;
  readonly openMinor?: bigint;
  readonly dueOn?: IsoDate;
  /** All that hold it from then on. */
  readonly holds?: readonly Hold[];
}

/** From `at` on the customer has so much money in a currency that is on no invoice. */
export interface RecordedCredit {
  readonly at: EpochMs;
  readonly currency: string;
  readonly creditMinor: bigint;
}

export type RecordedChange = RecordedInvoiceChange | RecordedCredit;

/**
 * The customer's cases after a recorded change on `on`, as the services leave them: those that it does not touch stay
 * the same objects. Pure and total.
 */
export function applyChange(cases: readonly CaseFacts[], change: RecordedChange): CaseFacts[] {
  if (!('invoiceId' in change)) {
    return cases.map((facts) =>
      facts.invoice.currency === change.currency && facts.creditMinor !== change.creditMinor
        ? { ...facts, creditMinor: change.creditMinor }
        : facts,
    );
  }
  const target = cases.find((facts) => facts.invoice.id === change.invoiceId);
  if (!target) return [...cases];
  const { at: _at, invoiceId: _id, holds = target.holds, ...named } = change;
  const invoice = { ...target.invoice, ...named };
  const after = standsAfter({ ...target, invoice, holds }, target.invoice.status, cases);
  const more = openOf(invoice) - openOf(target.invoice);
  return cases.map((facts) => {
    const own = facts === target ? after : facts;
    return more !== 0n && facts.invoice.currency === invoice.currency
      ? { ...own, customerOpenMinor: own.customerOpenMinor + more }
      : own;
  });
}

function openOf({ status, openMinor }: CaseFacts['invoice']): bigint {
  return status === 'open' ? openMinor : 0n;
}

// The end of a case lifts its holds except disputes and pauses, ends its call unless another open invoice needs it, and
// keeps it from the agency; one that opens again has its thanks still to come.
function standsAfter(facts: CaseFacts, before: InvoiceStatus, cases: readonly CaseFacts[]): CaseFacts {
  const { status } = facts.invoice;
  if (before === 'open' && status !== 'open') {
    const { call, placement } = facts;
    const needed = cases.some(
      (other) =>
        other.invoice.id !== facts.invoice.id && other.invoice.status === 'open' && other.call?.taskId === call?.taskId,
    );
    return {
      ...facts,
      holds: facts.holds.filter(({ kind }) => KEPT_HOLDS.includes(kind)),
      call:
        call?.state === 'open' && !needed ? { ...call, state: 'done', outcome: 'settled', completedOn: null } : call,
      placement:
        placement?.state === 'proposed' || placement?.state === 'approved'
          ? { ...placement, state: 'rejected' }
          : placement,
    };
  }
  return before !== 'open' && status === 'open' && facts.steps.length > 0 ? inNextRun(facts) : facts;
}

// The case of an invoice that opens again: its steps so far belong to the run that ended.
function inNextRun(facts: CaseFacts): CaseFacts {
  const { caseRun = 1 } = facts.invoice;
  return {
    ...facts,
    invoice: { ...facts.invoice, caseRun: caseRun + 1 },
    steps: facts.steps.filter((step) => step.stepId !== THANK_YOU_STEP).map((step) => ({ caseRun, ...step })),
  };
}
