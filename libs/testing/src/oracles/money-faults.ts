import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import { balanceOn, type Entry, type EntryKind } from '@puntual/domain/entries/entries';
import { WRITE_OFF_CAUSES } from '@puntual/domain/ledger/settle-invoice';
import type { Books } from '@puntual/domain/ledger/books';

/** An invoice whose money is accounted for. `openMinor`: what its books say is open of the principal. */
export interface AccountedInvoice {
  readonly id: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly openMinor: bigint;
  readonly status: InvoiceStatus;
}

export interface AccountedPayment {
  readonly id: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly unallocatedMinor: bigint;
  /** What was taken back by the payer's bank, and what was paid back to the customer. */
  readonly reversedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly status: 'received' | 'reversed';
}

/** An entry by the ids that its invoice, its charge and its payment have here. */
export type AccountedEntry = Pick<
  Entry,
  'id' | 'invoiceId' | 'chargeId' | 'kind' | 'amountMinor' | 'on' | 'paymentId' | 'cause'
>;

/** Invoices and payments with all their entries since the beginning, in the order of writing. */
export interface Money {
  readonly invoices: readonly AccountedInvoice[];
  readonly payments: readonly AccountedPayment[];
  readonly entries: readonly AccountedEntry[];
}

/** The money of books that began empty. Books loaded from the database lack their earlier entries. */
export function moneyIn(books: Books): Money {
  return {
    invoices: [...books.invoicesById.values()],
    payments: [...books.paymentsById.values()],
    entries: books.entries.map(({ invoice, chargeRowId, paymentRowId, ...entry }) => ({
      ...entry,
      invoiceId: invoice.id,
      chargeId: chargeRowId,
      paymentId: paymentRowId,
    })),
  };
}

/**
 * Describes every violation of the conservation of money; empty when there is none. No claim is below zero; every claim
 * equals its total less payments and waivers; every payment equals what is allocated, what left again (reversed or paid
 * back) and what remains of it, and a reversed payment has neither; per currency, what was received and stayed is
 * allocated or left; and the status of a settled invoice names what settled it.
 */
export function moneyFaults(money: Money): string[] {
  const entriesOf = new Map<string, AccountedEntry[]>(money.invoices.map(({ id }) => [id, []]));
  for (const entry of money.entries) entriesOf.get(entry.invoiceId)?.push(entry);
  return [
    ...money.invoices.flatMap((invoice) => invoiceFaults(invoice, entriesOf.get(invoice.id) ?? [], money.payments)),
    ...money.payments.flatMap((payment) => paymentFaults(payment, entriesOf)),
    ...currencyFaults(money, entriesOf),
  ];
}

function invoiceFaults(
  invoice: AccountedInvoice,
  entries: readonly AccountedEntry[],
  payments: readonly AccountedPayment[],
): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`invoice ${invoice.id}: ${text}`);
  const { principalMinor, chargesMinor } = balanceOn(entries);
  const principal = (...kinds: EntryKind[]) =>
    sum(entries.filter((entry) => entry.chargeId === null && kinds.includes(entry.kind)));
  if (invoice.openMinor !== principalMinor)
    fault(`its books say that ${invoice.openMinor} is open, and its entries ${principalMinor}`);
  if (principalMinor < 0n) fault(`its principal is below zero: ${principalMinor}`);
  if (principal('invoice', 'amendment') !== invoice.totalMinor)
    fault(`its claim is ${principal('invoice', 'amendment')}, not its total ${invoice.totalMinor}`);
  if (principal('write-off', 'discount') > 0n) fault('more was taken up than was forgiven');
  if (invoice.status === 'cancelled' && (principalMinor !== 0n || chargesMinor !== 0n))
    fault('it is cancelled, and something is open');
  if ((invoice.status === 'open') !== principalMinor + chargesMinor > 0n)
    fault(`it is ${invoice.status} with ${principalMinor + chargesMinor} open`);
  const settledAs = settledByEntries(entries);
  if (invoice.status !== 'open' && invoice.status !== 'cancelled' && invoice.status !== settledAs)
    fault(`it is ${invoice.status}, and by its entries ${settledAs}`);
  return [...faults, ...chargeFaults(invoice, entries), ...entryFaults(invoice, entries, payments)];
}

// What the status of a settled invoice says of its principal: given up by a person (a tenth of it or more), else paid,
// else credited.
function settledByEntries(entries: readonly AccountedEntry[]): InvoiceStatus {
  const lowered = (wanted: (entry: AccountedEntry) => boolean) =>
    -sum(entries.filter((entry) => entry.chargeId === null && wanted(entry)));
  const claim = -lowered(({ kind }) => kind === 'invoice' || kind === 'amendment');
  const givenUp = lowered(({ kind, cause }) => kind === 'write-off' && cause.startsWith(WRITE_OFF_CAUSES.person));
  if (givenUp > 0n && givenUp * 10n >= claim) return 'written-off';
  return lowered(({ kind }) => kind === 'payment' || kind === 'reversal') > 0n ? 'paid' : 'credited';
}

function chargeFaults(invoice: AccountedInvoice, entries: readonly AccountedEntry[]): string[] {
  return [...openByCharge(entries)].flatMap(([chargeId, minor]) => {
    const name = `invoice ${invoice.id}: `;
    const waivers = entries.filter((entry) => entry.chargeId === chargeId && entry.kind === 'waiver');
    return [
      ...(minor < 0n ? [`${name}its charge ${chargeId} is below zero: ${minor}`] : []),
      ...(sum(waivers) > 0n ? [`${name}more of its charge ${chargeId} came back than was waived`] : []),
    ];
  });
}

function entryFaults(
  invoice: AccountedInvoice,
  entries: readonly AccountedEntry[],
  payments: readonly AccountedPayment[],
): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`invoice ${invoice.id}: ${text}`);
  if (new Set(entries.map((entry) => entry.id)).size !== entries.length) fault('two of its entries have one name');
  const running = new Map<string | null, bigint>();
  for (const { id, chargeId, amountMinor, paymentId } of entries) {
    const minor = (running.get(chargeId) ?? 0n) + amountMinor;
    running.set(chargeId, minor);
    if (minor < 0n) fault(`entry ${id} takes a balance below zero`);
    if (paymentId !== null && payments.find((payment) => payment.id === paymentId)?.currency !== invoice.currency)
      fault(`entry ${id} is money of another currency, or of no known payment`);
  }
  return faults;
}

function paymentFaults(payment: AccountedPayment, entriesOf: ReadonlyMap<string, readonly AccountedEntry[]>): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`payment ${payment.id}: ${text}`);
  let allocated = 0n;
  for (const [invoiceId, entries] of entriesOf) {
    for (const chargeId of [null, ...openByCharge(entries).keys()]) {
      const minor = allocatedMinor(entries, payment.id, chargeId);
      if (minor < 0n) fault(`it got ${-minor} out of ${invoiceId} that it never put there`);
      allocated += minor;
    }
  }
  if (payment.unallocatedMinor < 0n) fault(`it gave ${-payment.unallocatedMinor} more than it has`);
  if (payment.status === 'reversed' && (allocated !== 0n || payment.unallocatedMinor !== 0n))
    fault('it is reversed, and some of it is still there');
  if (allocated + payment.unallocatedMinor !== stayed(payment))
    fault(`${allocated} allocated and ${payment.unallocatedMinor} left are not the ${stayed(payment)} that came`);
  return faults;
}

function currencyFaults(
  { invoices, payments }: Money,
  entriesOf: ReadonlyMap<string, readonly AccountedEntry[]>,
): string[] {
  const held = new Map<string, bigint>();
  const add = (currency: string, minor: bigint) => held.set(currency, (held.get(currency) ?? 0n) + minor);
  for (const payment of payments) add(payment.currency, stayed(payment) - payment.unallocatedMinor);
  for (const { id, currency } of invoices)
    add(currency, sum((entriesOf.get(id) ?? []).filter((entry) => entry.paymentId !== null)));
  return [...held]
    .filter(([, minor]) => minor !== 0n)
    .map(([currency, minor]) => `${currency}: ${minor} more came in than is allocated or left`);
}

// What came and did not leave again.
function stayed({ status, amountMinor, reversedMinor, refundedMinor }: AccountedPayment): bigint {
  return status === 'reversed' ? 0n : amountMinor - reversedMinor - refundedMinor;
}

// What is open of each charge, in the order in which the charges were added; settled ones with zero.
function openByCharge(entries: readonly AccountedEntry[]): Map<string, bigint> {
  const open = new Map<string, bigint>();
  for (const { chargeId, amountMinor } of entries)
    if (chargeId !== null) open.set(chargeId, (open.get(chargeId) ?? 0n) + amountMinor);
  return open;
}

// What a payment has allocated to an invoice's principal (`chargeId` null) or to one of its charges, by the entries.
function allocatedMinor(entries: readonly AccountedEntry[], paymentId: string, chargeId: string | null): bigint {
  return -sum(entries.filter((entry) => entry.paymentId === paymentId && entry.chargeId === chargeId));
}

function sum(entries: readonly AccountedEntry[]): bigint {
  return entries.reduce((total, entry) => total + entry.amountMinor, 0n);
}
