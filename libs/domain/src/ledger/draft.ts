import { fallenCause, isOwedAgain } from './charge-waivers.ts';
import type { Entry, EntryKind } from './entries.ts';
import { allocatedMinor, balanceOn, openByCharge } from './entries.ts';
import type { ClaimRef, InvoiceLedger, MoneyEvent, MoneyIn, MoneyState, Refusal } from './money-state.ts';

/** A state being changed by one event. The state that it was made from stays as it was. */
export interface Draft {
  readonly event: MoneyEvent;
  readonly whenPrincipalIsPaid: MoneyState['whenPrincipalIsPaid'];
  readonly invoices: Map<string, InvoiceLedger>;
  readonly payments: Map<string, MoneyIn>;
  refused: Refusal | null;
}

/** Posts a line to an invoice's ledger, with a name of its own that comes from its event, which is its cause where none is given. */
export function post(
  draft: Draft,
  claim: ClaimRef,
  kind: EntryKind,
  amountMinor: bigint,
  paymentId: string | null = null,
  cause: string = draft.event.eventId,
): void {
  const invoice = draft.invoices.get(claim.invoiceId);
  if (!invoice || amountMinor === 0n) return;
  const { eventId, on, actor } = draft.event;
  const entry: Entry = {
    id: `${eventId}:${invoice.entries.length}`,
    invoiceId: claim.invoiceId,
    chargeId: claim.chargeId,
    kind,
    amountMinor,
    on,
    paymentId,
    cause,
    actor,
  };
  draft.invoices.set(claim.invoiceId, { ...invoice, entries: [...invoice.entries, entry] });
}

/** What is open of a claim; null when there is no such claim. */
export function openOf(draft: Pick<Draft, 'invoices'>, claim: ClaimRef): bigint | null {
  const invoice = draft.invoices.get(claim.invoiceId);
  if (!invoice) return null;
  return claim.chargeId === null
    ? balanceOn(invoice.entries).principalMinor
    : (openByCharge(invoice.entries).get(claim.chargeId) ?? null);
}

/** Puts money on a claim, at most what is open there and what the payment still has. */
export function putOn(draft: Draft, paymentId: string, claim: ClaimRef, wantedMinor: bigint): void {
  const payment = draft.payments.get(paymentId);
  const open = openOf(draft, claim);
  if (!payment || open === null) return;
  const minor = smallest(wantedMinor, payment.unallocatedMinor, open);
  if (minor <= 0n) return;
  post(draft, claim, payment.kind, -minor, paymentId);
  draft.payments.set(paymentId, { ...payment, unallocatedMinor: payment.unallocatedMinor - minor });
  if (claim.chargeId === null) waiveIfSettled(draft, claim.invoiceId);
}

/** Gives money on a claim back to its payment, at most what it put there (null: all of it), as a line of `kind` (the payment's own, or a reversal). Returns how much. */
export function takeBack(
  draft: Draft,
  paymentId: string,
  claim: ClaimRef,
  wantedMinor: bigint | null,
  kind: EntryKind | null = null,
): bigint {
  const payment = draft.payments.get(paymentId);
  const invoice = draft.invoices.get(claim.invoiceId);
  if (!payment || !invoice) return 0n;
  const there = allocatedMinor(invoice.entries, paymentId, claim.chargeId);
  const minor = wantedMinor === null ? there : smallest(wantedMinor, there);
  if (minor <= 0n) return 0n;
  post(draft, claim, kind ?? payment.kind, minor, paymentId);
  draft.payments.set(paymentId, { ...payment, unallocatedMinor: payment.unallocatedMinor + minor });
  return minor;
}

/**
 * Makes room of `wantedMinor` on a principal that shrank: what was forgiven (written off, discounted) is taken up first, as the claim for it
 * is gone, then payments, the newest first. What they get back is the customer's credit.
 */
export function makeRoom(draft: Draft, invoiceId: string, wantedMinor: bigint): void {
  const claim = { invoiceId, chargeId: null };
  let left = wantedMinor;
  for (const kind of ['write-off', 'discount'] as const) {
    const forgiven = -(draft.invoices.get(invoiceId)?.entries ?? [])
      .filter((entry) => entry.kind === kind && entry.chargeId === null)
      .reduce((sum, entry) => sum + entry.amountMinor, 0n);
    const back = smallest(forgiven, left);
    if (back <= 0n) continue;
    post(draft, claim, kind, back);
    left -= back;
  }
  for (const paymentId of payersOf(draft, claim).reverse()) left -= takeBack(draft, paymentId, claim, left);
}

/** The payments that have money on a claim, in the order in which they came to it first. */
export function payersOf(draft: Pick<Draft, 'invoices'>, claim: ClaimRef): string[] {
  const entries = (draft.invoices.get(claim.invoiceId)?.entries ?? []).filter(
    (entry) => entry.chargeId === claim.chargeId,
  );
  return [...new Set(entries.flatMap((entry) => entry.paymentId ?? []))].filter(
    (paymentId) => allocatedMinor(entries, paymentId, claim.chargeId) > 0n,
  );
}

/** Where the policy says so, a settled principal takes its open charges with it. */
export function waiveIfSettled(draft: Draft, invoiceId: string): void {
  const invoice = draft.invoices.get(invoiceId);
  if (!invoice || draft.whenPrincipalIsPaid !== 'waive' || balanceOn(invoice.entries).principalMinor > 0n) return;
  for (const [chargeId, openMinor] of openByCharge(invoice.entries))
    post(draft, { invoiceId, chargeId }, 'waiver', -openMinor, null, fallenCause('principal-paid', chargeId));
}

/** Takes back what fell away with a principal that is open again: once, as what stands of each waiver is the sum of its entries. What a person waived stays waived. */
export function bringBackCharges(draft: Draft, invoiceId: string): void {
  const { entries = [] } = draft.invoices.get(invoiceId) ?? {};
  const fallen = new Map<string, bigint>();
  for (const { kind, cause, amountMinor } of entries)
    if (kind === 'waiver') fallen.set(cause, (fallen.get(cause) ?? 0n) - amountMinor);
  for (const chargeId of openByCharge(entries).keys()) {
    const cause = fallenCause('principal-paid', chargeId);
    if (isOwedAgain('principal-paid', { openMinor: balanceOn(entries).principalMinor, moneyGone: false }))
      post(draft, { invoiceId, chargeId }, 'waiver', fallen.get(cause) ?? 0n, null, cause);
  }
}

/** Waives what is open of every charge of an invoice. */
export function waiveCharges(draft: Draft, invoice: InvoiceLedger): void {
  for (const [chargeId, openMinor] of openByCharge(invoice.entries))
    post(draft, { invoiceId: invoice.invoiceId, chargeId }, 'waiver', -openMinor);
}

function smallest(...values: bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a));
}
