import type { IsoDate } from '../calendar/dates.ts';
import { isMessage, isReminder, stepOf, type MessageStep } from '../policy/policy.ts';
import type { ContactRequest, CustomerFacts, DropReason, DroppedRequest, GateInvoice } from './composition.ts';
import { accountOf, creditOf, ownerOf } from './claim-owner.ts';
import { blockingHold } from './decide.ts';
import { isCovered } from './open-credit.ts';
import { isListedAlready } from './listed-already.ts';
import { isNoLongerDue } from './plan-steps.ts';
import { unmetOn } from './step-condition.ts';
import { THANK_YOU_STEP } from '../policy/vocabulary.ts';

/** A request for a step that still applies, with its step and invoice. */
export interface Chased {
  readonly request: ContactRequest;
  readonly step: MessageStep;
  readonly invoice: GateInvoice;
}

/**
 * The requests of a customer: thank-yous, messages that the customer asked for, service messages, requests that chase,
 * and requests that do not apply any more.
 */
export interface SortedRequests {
  readonly thanks: readonly ContactRequest[];
  readonly asked: readonly ContactRequest[];
  readonly service: readonly ContactRequest[];
  readonly chasing: readonly Chased[];
  readonly dropped: readonly DroppedRequest[];
}

/** Sorts the customer's requests by what still applies on `today`, the customer's local day. Pure and total. */
export function sortRequests(facts: CustomerFacts, today: IsoDate): SortedRequests {
  const dropped: DroppedRequest[] = [];
  const thanks: ContactRequest[] = [];
  const asked: ContactRequest[] = [];
  const service: ContactRequest[] = [];
  const chasing: Chased[] = [];
  const invoices = new Map(facts.invoices.map((invoice) => [invoice.id, invoice]));
  for (const request of facts.requests) {
    const invoice = invoices.get(request.invoiceId);
    if (request.stepId === THANK_YOU_STEP) {
      if (invoice?.status === 'paid') thanks.push(request);
      else dropped.push({ requestId: request.requestId, reason: 'no-longer-due' });
      continue;
    }
    if (request.asked) {
      if (invoice?.status === 'open' && invoice.openMinor > 0n) asked.push(request);
      else dropped.push({ requestId: request.requestId, reason: 'invoice-settled' });
      continue;
    }
    if (request.service) {
      if (invoice && request.service.applies) service.push(request);
      else dropped.push({ requestId: request.requestId, reason: 'no-longer-due' });
      continue;
    }
    const step = invoice ? stepOf(invoice.policy, request.stepId) : null;
    const reason = !step || !invoice || !isMessage(step) ? 'step-unknown' : dropReason(invoice, step, facts, today);
    if (reason || !step || !invoice || !isMessage(step))
      dropped.push({ requestId: request.requestId, reason: reason ?? 'step-unknown' });
    else chasing.push({ request, step, invoice });
  }
  return { thanks, asked, service, chasing, dropped };
}

function dropReason(invoice: GateInvoice, step: MessageStep, facts: CustomerFacts, today: IsoDate): DropReason | null {
  if (invoice.status !== 'open' || invoice.openMinor <= 0n) return 'invoice-settled';
  if (blockingHold(invoice.holds, today)) return 'on-hold';
  if (isBeingDebited(invoice, facts)) return 'direct-debit';
  const { customerOpenMinor, creditMinor } = standingOf(invoice, facts);
  if (isCovered(customerOpenMinor, creditMinor)) return 'covered-by-credit';
  const { customer } = ownerOf(invoice, facts);
  // An amended due date or a part payment removes the reason of a step. `planCase` must not request again what is
  // dropped here, or case and gate would repeat the request for ever. So only `planCase` judges the order of steps.
  if (isNoLongerDue(step, invoice.dueOn, today)) return 'no-longer-due';
  if (isListedAlready(step, invoice, today)) return 'listed-already';
  if (invoice.payRunOn && invoice.payRunOn >= today && isReminder(step)) return 'no-longer-due';
  if (unmetOn(step, { invoice, customer, policy: invoice.policy, customerOpenMinor, creditMinor }, today))
    return 'no-longer-due';
  return null;
}

/** Whether the invoice will be collected by direct debit. */
export function isBeingDebited(invoice: GateInvoice, facts: CustomerFacts): boolean {
  return ownerOf(invoice, facts).customer.directDebit && !invoice.debitFailed;
}

// The whole open balance and credit of the invoice's account: the same inputs as those of `decide`.
function standingOf(
  of: GateInvoice,
  facts: CustomerFacts,
): { readonly customerOpenMinor: bigint; readonly creditMinor: bigint } {
  const account = accountOf(of);
  const customerOpenMinor = facts.invoices.reduce(
    (sum, invoice) => (invoice.status === 'open' && accountOf(invoice) === account ? sum + invoice.openMinor : sum),
    0n,
  );
  return { customerOpenMinor, creditMinor: creditOf(of, facts) };
}
