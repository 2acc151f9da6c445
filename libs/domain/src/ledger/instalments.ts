import type { Books, InvoiceBook } from './books.ts';
import { amendInvoice } from './amend-invoice.ts';
import { cancelInvoice } from './cancel-invoice.ts';
import { issueInvoice } from './issue-invoice.ts';
import type {
  AmendInvoice,
  Applied,
  CancelInvoice,
  IssueInstalments,
  IssueInvoice,
  LedgerRefusal,
} from './ledger-command.ts';

/**
 * Issues an invoice that is paid in instalments: one claim for each, with its own due date, or none of them. Refuses an
 * invoice that is known as a whole, or with other instalments.
 */
export function issueInstalments(books: Books, { invoiceId, parts }: IssueInstalments): Applied {
  const known = instalmentsOf(books, invoiceId);
  if (known.length > 0 && known.length !== parts.length) return { refused: differently(invoiceId) };
  // What is refused changes nothing: the parts that are known are compared before the others are issued.
  const inOrder = [...parts].sort(
    (a, b) => Number(books.invoices.has(b.invoiceId)) - Number(books.invoices.has(a.invoiceId)),
  );
  let applied: 'changed' | 'known' = 'known';
  for (const part of inOrder) {
    const result = issueOne(books, part);
    if ('refused' in result) return result;
    if (result.applied === 'changed') applied = 'changed';
  }
  return { applied };
}

/** The instalments of an invoice (the ERP's id), the earliest due date first. Empty: it has none, or is not known. */
export function instalmentsOf(books: Books, invoiceId: string): readonly InvoiceBook[] {
  const place = (invoice: InvoiceBook) => invoice.instalment?.number ?? 0;
  return [...(books.instalments.get(invoiceId) ?? [])].sort((a, b) =>
    a.dueOn === b.dueOn ? place(a) - place(b) : a.dueOn < b.dueOn ? -1 : 1,
  );
}

/** Issues one invoice, which may be an instalment: no invoice is known both as a whole and in instalments. */
export function issueOne(books: Books, command: IssueInvoice): Applied {
  const { instalment, invoiceId } = command;
  if (instalment ? books.invoices.has(instalment.of) : instalmentsOf(books, invoiceId).length > 0)
    return { refused: differently(instalment?.of ?? invoiceId) };
  return issueInvoice(books, command);
}

/**
 * Amends an invoice, or all instalments of one. Refuses a due date or total of all of them: each instalment has its
 * own, and its own id.
 */
export function amendAny(books: Books, command: AmendInvoice): Applied {
  const parts = partsOf(books, command.invoiceId);
  if (parts.length === 0) return amendInvoice(books, command);
  if (command.dueOn !== undefined || command.total !== undefined)
    return { refused: { code: 'amended-without-instalment', values: { invoiceId: command.invoiceId } } };
  return ofEach(parts, ({ invoiceId }) => amendInvoice(books, { ...command, invoiceId }));
}

/** Cancels an invoice, or all instalments of one. */
export function cancelAny(books: Books, command: CancelInvoice): Applied {
  const parts = partsOf(books, command.invoiceId);
  if (parts.length === 0) return cancelInvoice(books, command);
  return ofEach(parts, ({ invoiceId }) => cancelInvoice(books, { ...command, invoiceId }));
}

/**
 * Remittance lines of which those for an invoice in instalments are spread over what is open of them, the earliest due
 * date first. What is left of such a line still names the whole.
 */
export function spreadOverInstalments(
  books: Books,
  remittance: readonly { readonly invoiceId: string; readonly minor: bigint }[],
): readonly { readonly invoiceId: string; readonly minor: bigint }[] {
  if (!remittance.some((line) => partsOf(books, line.invoiceId).length > 0)) return remittance;
  const spread = new Map<string, bigint>();
  const add = (invoiceId: string, minor: bigint) => {
    if (minor > 0n) spread.set(invoiceId, (spread.get(invoiceId) ?? 0n) + minor);
  };
  for (const line of remittance) {
    let left = line.minor;
    for (const part of partsOf(books, line.invoiceId)) {
      const room = part.openMinor - (spread.get(part.invoiceId) ?? 0n);
      const minor = part.status !== 'open' || room <= 0n ? 0n : left < room ? left : room;
      add(part.invoiceId, minor);
      left -= minor;
    }
    add(line.invoiceId, left);
  }
  return [...spread].map(([invoiceId, minor]) => ({ invoiceId, minor }));
}

// The instalments of an invoice, unless the id is one that is known as a whole.
function partsOf(books: Books, invoiceId: string): readonly InvoiceBook[] {
  return books.invoices.has(invoiceId) ? [] : instalmentsOf(books, invoiceId);
}

function ofEach(parts: readonly InvoiceBook[], apply: (part: InvoiceBook) => Applied): Applied {
  let changed = false;
  for (const part of parts) {
    const result = apply(part);
    if ('refused' in result) return result;
    changed ||= result.applied === 'changed';
  }
  return { applied: changed ? 'changed' : 'known' };
}

function differently(invoiceId: string): LedgerRefusal {
  return { code: 'issued-differently', values: { invoiceId, fields: ['instalments'] } };
}
