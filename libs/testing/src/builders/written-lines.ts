import { applyCommand } from '@puntual/domain/ledger/apply-command';
import type { Books, ChargeBook, InvoiceBook, NewOutbox, PaymentBook } from '@puntual/domain/ledger/books';
import type { Applied, LedgerCommand } from '@puntual/domain/ledger/ledger-command';
import { sampleBooks } from './ledger-books.ts';

/** The sample books after commands. Throws when one of them is refused. */
export function booksAfter(...commands: readonly LedgerCommand[]): Books {
  const books = sampleBooks();
  for (const command of commands) {
    const applied = applyCommand(books, command);
    if ('refused' in applied) throw new Error(`${command.type} is refused: ${applied.refused.code}`);
  }
  return books;
}

/** The invoice by the ERP's id. Throws when the books lack it. */
export function invoiceIn(books: Books, invoiceId = 'A'): InvoiceBook {
  const invoice = books.invoices.get(invoiceId);
  if (!invoice) throw new Error(`no invoice ${invoiceId}`);
  return invoice;
}

/** The payment by the ERP's id, or by `credit-note/<id>` the credit note. Throws when the books lack it. */
export function paymentIn(books: Books, id = 'p'): PaymentBook {
  const payment = books.payments.get(id.includes('/') ? id : `payment/${id}`);
  if (!payment) throw new Error(`no payment ${id}`);
  return payment;
}

/** What one command answers and writes, as `writtenBy` says it. */
export function writtenByCommand(books: Books, command: LedgerCommand): [Applied, ...string[]] {
  let applied: Applied = { applied: 'known' };
  const lines = writtenBy(books, () => (applied = applyCommand(books, command)));
  return [applied, ...lines];
}

/**
 * What an act gives the caller to write, one line each: the rows that it made or changed, as they are afterwards; then
 * its entries, outflows, audit events, and outbox rows in the order in which it made them.
 */
export function writtenBy(books: Books, act: () => unknown): string[] {
  for (const set of [books.changedInvoices, books.changedPayments, books.changedCharges, books.signalled]) set.clear();
  const lists = [books.newInvoices, books.newPayments, books.entries, books.newOutflows, books.audit, books.outbox];
  const [invoices = 0, payments = 0, entries = 0, outflows = 0, audit = 0, outbox = 0] = lists.map(
    (list) => list.length,
  );
  act();
  const made = { invoices: books.newInvoices.slice(invoices), payments: books.newPayments.slice(payments) };
  const nameOf = (row: string | null) =>
    row === null ? null : (books.paymentsById.get(row)?.paymentId ?? books.invoicesById.get(row)?.invoiceId ?? row);
  return [
    ...made.invoices.map((invoice) => `new invoice ${invoiceLine(invoice, nameOf)}`),
    ...[...books.changedInvoices]
      .filter((invoice) => !made.invoices.includes(invoice))
      .map((invoice) => `invoice ${invoiceLine(invoice, nameOf)}`),
    ...[...books.changedCharges].map((charge) => `charge ${chargeLine(charge, nameOf)}`),
    ...made.payments.map((payment) => `new ${payment.kind} ${paymentLine(payment)}`),
    ...[...books.changedPayments]
      .filter((payment) => !made.payments.includes(payment))
      .map((payment) => `${payment.kind} ${paymentLine(payment)}`),
    ...books.entries.slice(entries).map((entry) => {
      const of = entry.paymentRowId === null ? '' : ` of ${nameOf(entry.paymentRowId)}`;
      const charge = entry.chargeRowId === null ? '' : `/${entry.chargeRowId}`;
      const { kind, amountMinor, on, cause } = entry;
      return `entry ${entry.invoice.invoiceId}${charge} ${kind} ${amountMinor}${of} on ${on}, ${cause}`;
    }),
    ...books.newOutflows
      .slice(outflows)
      .map((each) => `outflow ${each.kind} ${each.minor} of ${each.payment.paymentId} on ${each.on}, ${each.erpId}`),
    ...books.audit
      .slice(audit)
      .map(
        ({ kind, customerRowId, invoiceRowId, actor, data }) =>
          `audit ${kind} ${invoiceRowId === null ? customerRowId : nameOf(invoiceRowId)} by ${actor}: ${said(data)}`,
      ),
    ...books.outbox.slice(outbox).map(outboxLine),
  ].flatMap(broken);
}

// A line of at most a hundred characters; what is beyond follows in lines that begin with two spaces.
function broken(line: string): string[] {
  const [first = '', ...parts] = line.split(', ');
  const lines = [first];
  for (const part of parts) {
    const last = lines.pop() ?? '';
    if (last.length + part.length > 98) lines.push(`${last},`, `  ${part}`);
    else lines.push(`${last}, ${part}`);
  }
  return lines;
}

function invoiceLine(invoice: InvoiceBook, nameOf: (row: string) => string | null): string {
  const { invoiceId, openMinor, totalMinor, currency, status, dueOn, settledOn, discountGivenMinor } = invoice;
  const settled = settledOn === null ? '' : ` on ${settledOn}`;
  const discount = discountGivenMinor === 0n ? '' : `, discount ${discountGivenMinor}`;
  return (
    `${invoiceId}: ${openMinor} of ${totalMinor} ${currency} open, ${status}${settled}, due ${dueOn}${discount}` +
    listed('paid', invoice.allocated, nameOf) +
    listed('written off', invoice.writtenOff, (cause) => cause)
  );
}

function chargeLine(charge: ChargeBook, nameOf: (row: string) => string | null): string {
  const ended = charge.reason === null ? '' : ` (${charge.reason} by ${charge.endedBy})`;
  return (
    `${charge.id}: ${charge.openMinor} of ${charge.amountMinor} open, ${charge.state}${ended}` +
    listed('paid', charge.paid, nameOf) +
    listed('fallen', charge.fallen, (because) => because)
  );
}

function paymentLine(payment: PaymentBook): string {
  const awaiting = payment.awaiting?.map(({ invoiceId, minor }) => `${invoiceId} ${minor}`).join(', ');
  return (
    `${payment.paymentId}: ${payment.unallocatedMinor} of ${payment.amountMinor} ${payment.currency} left, ` +
    payment.status +
    (awaiting === undefined ? '' : `, awaiting [${awaiting}]`)
  );
}

function listed<K extends string>(
  word: string,
  minors: ReadonlyMap<K, bigint>,
  nameOf: (key: K) => string | null,
): string {
  const parts = [...minors].filter(([, minor]) => minor !== 0n).map(([key, minor]) => `${nameOf(key)} ${minor}`);
  return parts.length === 0 ? '' : `, ${word} ${parts.join(', ')}`;
}

function outboxLine(row: NewOutbox): string {
  switch (row.kind) {
    case 'start-case':
      return `${row.target} start-case ${row.invoice.invoiceId} run ${row.invoice.caseRun}`;
    case 'wake-case':
      return `${row.target} wake-case ${row.invoice.invoiceId} ${row.signal}: ${said(row.detail)}`;
    case 'collections-event':
      return `${row.target} ${row.kind} ${row.type} ${row.customerId}: ${said(row.data)}`;
  }
}

// The fields of a record in words, those of inner records (such as amounts) without their names.
function said(value: object): string {
  return Object.entries(value)
    .map(([name, field]) => `${name} ${inner(field)}`)
    .join(', ');
}

function inner(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`;
  return typeof value === 'object' && value !== null ? Object.values(value).map(inner).join(' ') : String(value);
}
