import { createHash } from 'node:crypto';
import type { EventOf, PuntualEvent } from '@puntual/contracts/events/events';
import type { EpochMs } from '@puntual/domain/calendar/dates';
import type {
  AmendInvoice,
  IssueInvoice,
  LedgerCommand,
  RefundCredit,
  RemittanceLine,
  ReversePayment,
} from '@puntual/domain/ledger/ledger-command';
import { statedFacts, type StatedFacts } from '@puntual/domain/ledger/stated-facts';
import { parseAmount } from '@puntual/domain/money/amount';
import { claimsOf } from '../ledger/instalment-claims.ts';
import { formatOfPayment } from '../receipts/bank-line.ts';

/** The events that become a command of the ledger. */
const LEDGER_EVENTS = [
  'puntual.invoice.issued.v1',
  'puntual.invoice.amended.v1',
  'puntual.invoice.cancelled.v1',
  'puntual.payment.received.v1',
  'puntual.payment.reversed.v1',
  'puntual.credit-note.issued.v1',
  'puntual.credit.refunded.v1',
] as const;
export type LedgerEvent = EventOf<(typeof LEDGER_EVENTS)[number]>;

/** Whether an event becomes a command of the ledger. */
export function isLedgerEvent(event: PuntualEvent): event is LedgerEvent {
  return LEDGER_EVENTS.some((type) => type === event.type);
}

/**
 * What the event itself does not hold: when it is processed, and the currency of an invoice or payment by the ERP's id
 * (null: not known yet), which an amended total and a part of a payment need.
 */
export interface TakenBy {
  readonly at: EpochMs;
  readonly currencyOf: (of: 'invoice' | 'payment', id: string) => string | null;
}

/**
 * The ledger's command for an event. Throws a RangeError for an amount that the event's schema should not have let
 * through.
 */
export function toLedgerCommand(event: LedgerEvent, { at, currencyOf }: TakenBy): LedgerCommand {
  const by = { actor: `erp:${event.source}`, cause: `event:${event.id}`, customerId: event.data.customerId };
  switch (event.type) {
    case 'puntual.invoice.issued.v1':
      return issueCommand(event, by);
    case 'puntual.invoice.amended.v1':
      return { ...by, at, ...amendmentOf(event, currencyOf('invoice', event.data.invoiceId)) };
    case 'puntual.invoice.cancelled.v1':
      return { ...by, type: 'cancel-invoice', invoiceId: event.data.invoiceId, at };
    case 'puntual.payment.received.v1': {
      const { paymentId, receivedOn, method, reference = '' } = event.data;
      const format = formatOfPayment(paymentId);
      return {
        ...by,
        ...moneyOf(event.data),
        type: 'receive-payment',
        paymentId,
        on: receivedOn,
        method,
        reference,
        // The files of two formats may hold the same movement.
        ...(format === null ? {} : { reportedBy: `${by.actor}/${format}` }),
      };
    }
    case 'puntual.credit-note.issued.v1': {
      const { creditNoteId, issueDate } = event.data;
      return { ...by, ...moneyOf(event.data), type: 'receive-credit-note', creditNoteId, on: issueDate };
    }
    case 'puntual.payment.reversed.v1':
      return { ...by, ...reversalOf(event, currencyOf('payment', event.data.paymentId)) };
    case 'puntual.credit.refunded.v1':
      return { ...by, ...refundOf(event) };
  }
}

function reversalOf(
  { data }: EventOf<'puntual.payment.reversed.v1'>,
  currency: string | null,
): Omit<ReversePayment, 'actor' | 'cause' | 'customerId'> {
  return {
    type: 'reverse-payment',
    paymentId: data.paymentId,
    on: data.reversedOn,
    ...(data.amount === undefined ? {} : { part: readAmount(data.amount, currency) }),
    ...(data.reversalId === undefined ? {} : { reversalId: data.reversalId }),
    ...(data.reason === undefined ? {} : { reason: data.reason }),
    ...(data.method === undefined ? {} : { method: data.method }),
  };
}

function refundOf({
  data,
}: EventOf<'puntual.credit.refunded.v1'>): Omit<RefundCredit, 'actor' | 'cause' | 'customerId'> {
  const { refundId, currency, refundedOn, paymentId, creditNoteId } = data;
  return {
    type: 'refund-credit',
    refundId,
    currency,
    amountMinor: parseAmount(data.amount, currency),
    on: refundedOn,
    from:
      paymentId !== undefined
        ? { kind: 'payment', id: paymentId }
        : creditNoteId !== undefined
          ? { kind: 'credit-note', id: creditNoteId }
          : null,
  };
}

function issueCommand(
  event: EventOf<'puntual.invoice.issued.v1'>,
  by: Pick<IssueInvoice, 'actor' | 'cause' | 'customerId'>,
): LedgerCommand {
  if (event.data.instalments === undefined) return { ...by, ...issueOf(event) };
  const parts = claimsOf(event).map((claim) => ({ ...by, ...issueOf(claim) }));
  return { ...by, type: 'issue-instalments', invoiceId: event.data.invoiceId, parts };
}

function issueOf({ data }: EventOf<'puntual.invoice.issued.v1'>): Omit<IssueInvoice, 'actor' | 'cause' | 'customerId'> {
  return {
    type: 'issue-invoice',
    invoiceId: data.invoiceId,
    number: data.number,
    purchaseOrder: data.purchaseOrder ?? null,
    paymentReference: data.paymentReference ?? null,
    currency: data.currency,
    totalMinor: parseAmount(data.total, data.currency),
    issuedOn: data.issueDate,
    dueOn: data.dueDate,
    documentUrl: data.documentUrl ?? null,
    paymentUrl: data.paymentUrl ?? null,
    earlyPayment: data.terms?.earlyPayment ?? null,
    alsoStated: alsoStatedOf(data),
    ...(data.instalment ? { instalment: { ...data.instalment, count: data.instalment.count ?? null } } : {}),
  };
}

// What the ledger does not work with. Of the lines only a hash is compared, because there may be hundreds.
function alsoStatedOf(data: EventOf<'puntual.invoice.issued.v1'>['data']): StatedFacts {
  const { tax, lines, alreadyReached, policy, contactId, currency } = data;
  return statedFacts({
    tax: tax === undefined ? null : parseAmount(tax, currency),
    lines: lines && createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 16),
    alreadyReached: alreadyReached && `${alreadyReached.stage}/${alreadyReached.on}`,
    policy,
    contactId,
  });
}

function amendmentOf(
  { data }: EventOf<'puntual.invoice.amended.v1'>,
  currency: string | null,
): Omit<AmendInvoice, 'actor' | 'cause' | 'customerId' | 'at'> {
  return {
    type: 'amend-invoice',
    invoiceId: data.invoiceId,
    revision: data.revision,
    ...(data.dueDate === undefined ? {} : { dueOn: data.dueDate }),
    ...(data.total === undefined ? {} : { total: readAmount(data.total, currency) }),
    ...(data.paymentReference === undefined ? {} : { paymentReference: data.paymentReference }),
    papers: papersOf(data),
    ...(data.documentUrl === undefined ? {} : { documentUrl: data.documentUrl }),
    ...(data.paymentUrl === undefined ? {} : { paymentUrl: data.paymentUrl }),
  };
}

function papersOf({
  purchaseOrder,
  deliveryNote,
  portalReference,
}: EventOf<'puntual.invoice.amended.v1'>['data']): NonNullable<AmendInvoice['papers']> {
  return {
    ...(purchaseOrder === undefined ? {} : { purchaseOrder }),
    ...(deliveryNote === undefined ? {} : { deliveryNote }),
    ...(portalReference === undefined ? {} : { portalReference }),
  };
}

/**
 * Reads a decimal amount into minor units of a currency. `unreadable`, with the text, when it is not an amount or when
 * the currency is not known (null).
 */
export function readAmount(
  text: string,
  currency: string | null,
): { readonly minor: bigint } | { readonly unreadable: string } {
  if (currency === null) return { unreadable: text };
  try {
    return { minor: parseAmount(text, currency) };
  } catch {
    return { unreadable: text };
  }
}

function moneyOf(data: {
  readonly amount: string;
  readonly currency: string;
  readonly allocations?: readonly { readonly invoiceId: string; readonly amount: string }[] | undefined;
}): { readonly amountMinor: bigint; readonly currency: string; readonly remittance: readonly RemittanceLine[] } {
  const { amount, currency, allocations = [] } = data;
  // One line for each invoice: the amounts of several lines for one invoice are added.
  const lines = new Map<string, bigint>();
  for (const line of allocations)
    lines.set(line.invoiceId, (lines.get(line.invoiceId) ?? 0n) + parseAmount(line.amount, currency));
  return {
    amountMinor: parseAmount(amount, currency),
    currency,
    remittance: [...lines].map(([invoiceId, minor]) => ({ invoiceId, minor })),
  };
}
