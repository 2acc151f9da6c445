import {
  bringBackCharges,
  makeRoom,
  openOf,
  payersOf,
  post,
  putOn,
  takeBack,
  waiveCharges,
  waiveIfSettled,
  type Draft,
} from './draft.ts';
import { openByCharge } from './entries.ts';
import type { ClaimRef, InvoiceLedger, MoneyEvent, MoneyIn, MoneyState } from './money-state.ts';

/**
 * The state after an event. Pure: the state given stays as it was. An event whose id was applied changes nothing; one about an invoice, charge or payment that is
 * not known yet waits and is applied when that comes; one that cannot be (another currency, a reversed payment) is refused and named in `refusals`.
 * No balance goes below zero and no payment gives more than it has, whatever the events and their order (`moneyFaults` finds none).
 */
export function applyMoneyEvent(state: MoneyState, event: MoneyEvent): MoneyState {
  if (state.applied.has(event.eventId) || state.waiting.some((waiting) => waiting.eventId === event.eventId))
    return state;
  if (!isAboutKnown(state, event)) return { ...state, waiting: [...state.waiting, event] };
  const draft: Draft = {
    event,
    whenPrincipalIsPaid: state.whenPrincipalIsPaid,
    invoices: new Map(state.invoices),
    payments: new Map(state.payments),
    refused: null,
  };
  apply(draft, event);
  for (const invoiceId of draft.invoices.keys()) bringBackCharges(draft, invoiceId);
  const next: MoneyState = {
    ...state,
    invoices: draft.invoices,
    payments: draft.payments,
    applied: new Set([...state.applied, event.eventId]),
    refusals: draft.refused ? [...state.refusals, { eventId: event.eventId, because: draft.refused }] : state.refusals,
  };
  const ready = next.waiting.find((waiting) => isAboutKnown(next, waiting));
  return ready
    ? applyMoneyEvent({ ...next, waiting: next.waiting.filter((waiting) => waiting !== ready) }, ready)
    : next;
}

function apply(draft: Draft, event: MoneyEvent): void {
  switch (event.type) {
    case 'invoice-issued':
      return issue(draft, event);
    case 'invoice-amended':
      return amend(draft, event);
    case 'invoice-cancelled':
      return cancel(draft, event.invoiceId);
    case 'money-received':
      return receive(draft, event);
    case 'money-reversed':
      return reverse(draft, event.paymentId);
    case 'allocated': {
      if (!mayMove(draft, event.paymentId, event.to, event.minor)) return;
      return putOn(draft, event.paymentId, event.to, event.minor);
    }
    case 'allocation-moved': {
      if (!mayMove(draft, event.paymentId, event.to, event.minor)) return;
      const room = openOf(draft, event.to) ?? 0n;
      if (sameClaim(event.from, event.to)) return;
      return putOn(
        draft,
        event.paymentId,
        event.to,
        takeBack(draft, event.paymentId, event.from, event.minor < room ? event.minor : room),
      );
    }
    case 'discount-taken':
      return forgive(draft, event.invoiceId, 'discount', event.minor);
    case 'written-off':
      return forgive(draft, event.invoiceId, 'write-off', event.minor);
    case 'small-balance': {
      const open = openOf(draft, { invoiceId: event.invoiceId, chargeId: null }) ?? 0n;
      return open < event.belowMinor ? forgive(draft, event.invoiceId, 'write-off', null) : undefined;
    }
    case 'charge-added':
      return addCharge(draft, event);
    case 'charge-waived':
      return post(draft, event, 'waiver', -(openOf(draft, event) ?? 0n));
  }
}

// What must be there before an event can be applied.
function isAboutKnown(state: MoneyState, event: MoneyEvent): boolean {
  const claimKnown = ({ invoiceId, chargeId }: ClaimRef) => {
    const invoice = state.invoices.get(invoiceId);
    return invoice !== undefined && (chargeId === null || openByCharge(invoice.entries).has(chargeId));
  };
  switch (event.type) {
    case 'invoice-issued':
    case 'money-received':
      return true;
    case 'invoice-amended':
    case 'invoice-cancelled':
    case 'discount-taken':
    case 'written-off':
    case 'small-balance':
    case 'charge-added':
      return state.invoices.has(event.invoiceId);
    case 'money-reversed':
      return state.payments.has(event.paymentId);
    case 'allocated':
      return state.payments.has(event.paymentId) && claimKnown(event.to);
    case 'allocation-moved':
      return state.payments.has(event.paymentId) && claimKnown(event.from) && claimKnown(event.to);
    case 'charge-waived':
      return claimKnown(event);
  }
}

function issue(draft: Draft, event: Extract<MoneyEvent, { type: 'invoice-issued' }>): void {
  if (draft.invoices.has(event.invoiceId)) return refuse(draft, 'known-otherwise');
  if (event.totalMinor <= 0n) return refuse(draft, 'not-above-zero');
  draft.invoices.set(event.invoiceId, {
    invoiceId: event.invoiceId,
    currency: event.currency,
    totalMinor: event.totalMinor,
    revision: 0,
    cancelled: false,
    entries: [],
  });
  post(draft, { invoiceId: event.invoiceId, chargeId: null }, 'invoice', event.totalMinor);
}

function amend(draft: Draft, event: Extract<MoneyEvent, { type: 'invoice-amended' }>): void {
  const invoice = draft.invoices.get(event.invoiceId);
  if (!invoice || event.revision <= invoice.revision) return;
  if (event.totalMinor <= 0n) return refuse(draft, 'not-above-zero');
  const difference = event.totalMinor - invoice.totalMinor;
  const claim = { invoiceId: event.invoiceId, chargeId: null };
  const open = openOf(draft, claim) ?? 0n;
  draft.invoices.set(event.invoiceId, { ...invoice, totalMinor: event.totalMinor, revision: event.revision });
  // A cancelled claim stays cancelled at its new size; the balance passes through what is not below zero.
  if (invoice.cancelled && difference < 0n) post(draft, claim, 'cancellation', -difference);
  if (!invoice.cancelled && open + difference < 0n) makeRoom(draft, event.invoiceId, -(open + difference));
  post(draft, claim, 'amendment', difference);
  if (invoice.cancelled && difference > 0n) post(draft, claim, 'cancellation', -difference);
  if (difference < 0n) waiveIfSettled(draft, event.invoiceId);
}

function cancel(draft: Draft, invoiceId: string): void {
  const invoice = draft.invoices.get(invoiceId);
  if (!invoice || invoice.cancelled) return;
  const claim = { invoiceId, chargeId: null };
  makeRoom(draft, invoiceId, invoice.totalMinor);
  // Charges stood on the claim: what was paid on them is the customer's again, and nothing of them stays open.
  for (const chargeId of openByCharge(invoice.entries).keys()) {
    for (const paymentId of payersOf(draft, { invoiceId, chargeId }))
      takeBack(draft, paymentId, { invoiceId, chargeId }, null);
  }
  waiveCharges(draft, draft.invoices.get(invoiceId) ?? invoice);
  post(draft, claim, 'cancellation', -(openOf(draft, claim) ?? 0n));
  draft.invoices.set(invoiceId, { ...(draft.invoices.get(invoiceId) ?? invoice), cancelled: true });
}

function receive(
  draft: Draft,
  { paymentId, kind, currency, amountMinor }: Extract<MoneyEvent, { type: 'money-received' }>,
): void {
  if (draft.payments.has(paymentId)) return refuse(draft, 'known-otherwise');
  if (amountMinor <= 0n) return refuse(draft, 'not-above-zero');
  draft.payments.set(paymentId, {
    paymentId,
    kind,
    currency,
    amountMinor,
    unallocatedMinor: amountMinor,
    reversed: false,
  });
}

function reverse(draft: Draft, paymentId: string): void {
  for (const invoice of draft.invoices.values()) {
    for (const chargeId of [null, ...openByCharge(invoice.entries).keys()])
      takeBack(draft, paymentId, { invoiceId: invoice.invoiceId, chargeId }, null, 'reversal');
  }
  const payment = draft.payments.get(paymentId);
  if (payment) draft.payments.set(paymentId, { ...payment, unallocatedMinor: 0n, reversed: true });
}

function forgive(draft: Draft, invoiceId: string, kind: 'discount' | 'write-off', wantedMinor: bigint | null): void {
  const claim = { invoiceId, chargeId: null };
  const open = openOf(draft, claim) ?? 0n;
  if (draft.invoices.get(invoiceId)?.cancelled) return refuse(draft, 'cancelled');
  if (wantedMinor !== null && wantedMinor <= 0n) return refuse(draft, 'not-above-zero');
  post(draft, claim, kind, -(wantedMinor !== null && wantedMinor < open ? wantedMinor : open));
  waiveIfSettled(draft, invoiceId);
}

function addCharge(draft: Draft, event: Extract<MoneyEvent, { type: 'charge-added' }>): void {
  const invoice = draft.invoices.get(event.invoiceId);
  // Its name is charged once: what was settled or waived is not charged again under it.
  if (!invoice || openByCharge(invoice.entries).has(event.chargeId)) return;
  if (invoice.cancelled) return refuse(draft, 'cancelled');
  if (event.minor <= 0n) return refuse(draft, 'not-above-zero');
  post(draft, event, event.charge, event.minor);
  waiveIfSettled(draft, event.invoiceId);
}

function mayMove(draft: Draft, paymentId: string, to: ClaimRef, minor: bigint): boolean {
  const payment: MoneyIn | undefined = draft.payments.get(paymentId);
  const invoice: InvoiceLedger | undefined = draft.invoices.get(to.invoiceId);
  if (payment?.reversed) refuse(draft, 'reversed');
  else if (payment?.currency !== invoice?.currency) refuse(draft, 'other-currency');
  else if (invoice?.cancelled) refuse(draft, 'cancelled');
  else if (minor <= 0n) refuse(draft, 'not-above-zero');
  return draft.refused === null;
}

function refuse(draft: Draft, because: Exclude<Draft['refused'], null>): void {
  draft.refused = because;
}

function sameClaim(a: ClaimRef, b: ClaimRef): boolean {
  return a.invoiceId === b.invoiceId && a.chargeId === b.chargeId;
}
