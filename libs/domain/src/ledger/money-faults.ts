import { allocatedMinor, balanceOn, openByCharge, type EntryKind } from './entries.ts';
import type { InvoiceLedger, MoneyIn, MoneyState } from './money-state.ts';

/**
 * What is wrong in a state, in words; empty when money is conserved: no claim is below zero, every claim is what its total, payments and forgiveness make it, every payment
 * is what it put on claims and what it has left, a reversed one is nowhere, and per currency what was received is what is allocated and left.
 */
export function moneyFaults(state: MoneyState): string[] {
  return [
    ...[...state.invoices.values()].flatMap((invoice) => invoiceFaults(invoice, state)),
    ...[...state.payments.values()].flatMap((payment) => paymentFaults(payment, state)),
    ...currencyFaults(state),
  ];
}

function invoiceFaults(invoice: InvoiceLedger, { payments }: MoneyState): string[] {
  const faults: string[] = [];
  const { principalMinor, chargesMinor, openMinor } = balanceOn(invoice.entries);
  const principal = (...kinds: EntryKind[]) =>
    invoice.entries
      .filter((entry) => entry.chargeId === null && kinds.includes(entry.kind))
      .reduce((sum, entry) => sum + entry.amountMinor, 0n);
  const fault = (text: string) => faults.push(`invoice ${invoice.invoiceId}: ${text}`);
  if (openMinor !== invoice.entries.reduce((sum, entry) => sum + entry.amountMinor, 0n))
    fault('what is open is not the sum of its entries');
  if (principalMinor < 0n) fault(`its principal is below zero: ${principalMinor}`);
  if (principal('invoice', 'amendment') !== invoice.totalMinor)
    fault(`its claim is ${principal('invoice', 'amendment')}, not its total ${invoice.totalMinor}`);
  if (principal('write-off', 'discount') > 0n) fault('more was taken up than was forgiven');
  for (const [chargeId, minor] of openByCharge(invoice.entries)) {
    if (minor < 0n) fault(`its charge ${chargeId} is below zero: ${minor}`);
    if (
      invoice.entries.reduce(
        (sum, entry) => (entry.chargeId === chargeId && entry.kind === 'waiver' ? sum + entry.amountMinor : sum),
        0n,
      ) > 0n
    )
      fault(`more of its charge ${chargeId} came back than was waived`);
  }
  if (invoice.cancelled && (principalMinor !== 0n || chargesMinor !== 0n))
    fault('it is cancelled, and something is open');
  if (new Set(invoice.entries.map((entry) => entry.id)).size !== invoice.entries.length)
    fault('two of its entries have one name');
  invoice.entries.reduce((sum, entry) => {
    const next = new Map(sum).set(entry.chargeId, (sum.get(entry.chargeId) ?? 0n) + entry.amountMinor);
    if ((next.get(entry.chargeId) ?? 0n) < 0n) fault(`entry ${entry.id} takes a balance below zero`);
    return next;
  }, new Map<string | null, bigint>());
  for (const { paymentId, id } of invoice.entries)
    if (paymentId !== null && payments.get(paymentId)?.currency !== invoice.currency)
      fault(`entry ${id} is money of another currency, or of no known payment`);
  return faults;
}

function paymentFaults(payment: MoneyIn, { invoices }: MoneyState): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`payment ${payment.paymentId}: ${text}`);
  let allocated = 0n;
  for (const invoice of invoices.values()) {
    for (const chargeId of [null, ...openByCharge(invoice.entries).keys()]) {
      const minor = allocatedMinor(invoice.entries, payment.paymentId, chargeId);
      if (minor < 0n) fault(`it got ${-minor} out of ${invoice.invoiceId} that it never put there`);
      allocated += minor;
    }
  }
  if (payment.unallocatedMinor < 0n) fault(`it gave ${-payment.unallocatedMinor} more than it has`);
  if (payment.reversed && (allocated !== 0n || payment.unallocatedMinor !== 0n))
    fault('it is reversed, and some of it is still there');
  if (!payment.reversed && allocated + payment.unallocatedMinor !== payment.amountMinor)
    fault(`${allocated} allocated and ${payment.unallocatedMinor} left are not the ${payment.amountMinor} that came`);
  return faults;
}

function currencyFaults({ invoices, payments }: MoneyState): string[] {
  const held = new Map<string, bigint>();
  const add = (currency: string, minor: bigint) => held.set(currency, (held.get(currency) ?? 0n) + minor);
  for (const payment of payments.values())
    add(payment.currency, (payment.reversed ? 0n : payment.amountMinor) - payment.unallocatedMinor);
  for (const invoice of invoices.values())
    for (const entry of invoice.entries) if (entry.paymentId !== null) add(invoice.currency, entry.amountMinor);
  return [...held]
    .filter(([, minor]) => minor !== 0n)
    .map(([currency, minor]) => `${currency}: ${minor} more came in than is allocated or left`);
}
