import { laterDate, type IsoDate } from '../calendar/dates.ts';
import { entryKindsOf } from '../entries/entries.ts';

export interface LedgerInvoice {
  readonly id: string;
  /** Another customer's invoice, whose entries count only for the money that they moved. */
  readonly ofAnother?: true;
  /** The ERP's own id. */
  readonly invoiceId: string;
  readonly number: string;
  readonly currency: string;
  readonly issueDate: IsoDate;
  /** As it was issued. */
  readonly dueOn: IsoDate;
  /**
   * Amended due dates in the order in which they came; each counts from the day on which it was known, as an amended
   * total does.
   */
  readonly dueChanges: readonly { readonly on: IsoDate; readonly dueOn: IsoDate }[];
  readonly purchaseOrder: string | null;
  readonly documentUrl: string | null;
  /** The factor that has the invoice, on the day of the statement; left out: none. */
  readonly assigned?: { readonly to: string; readonly paymentInstructions: string | null } | null;
  readonly paymentUrl: string | null;
}

/** One line of an invoice's ledger; above zero it raises what is open. */
export interface LedgerEntry {
  /** `LedgerInvoice.id` */
  readonly invoiceId: string;
  readonly kind: string;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  /** `LedgerMoney.id` of the money that moved, or null. */
  readonly moneyId: string | null;
}

/** A payment or a credit note. */
export interface LedgerMoney {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly paymentId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly receivedOn: IsoDate;
  readonly reference: string | null;
  /** The day all of it was taken back, or null. */
  readonly reversedOn: IsoDate | null;
  /** What was taken back or paid back of it, and when. */
  readonly outflows: readonly { readonly on: IsoDate; readonly minor: bigint }[];
}

/** The due date that an invoice had at the end of a day. */
export function dueOnAt(invoice: Pick<LedgerInvoice, 'dueOn' | 'dueChanges'>, on: IsoDate): IsoDate {
  return invoice.dueChanges.findLast((change) => change.on <= on)?.dueOn ?? invoice.dueOn;
}

export interface DatedEntry<Entry extends LedgerEntry = LedgerEntry> {
  readonly entry: Entry;
  /** The first day at whose end the entry counts. */
  readonly effectiveOn: IsoDate;
}

/**
 * Kinds of entries that move money between a payment and an invoice. An entry of another kind (a discount) may name the
 * payment that occasioned it without using its money.
 */
export const MOVES_MONEY = entryKindsOf('money');

/**
 * From when each entry counts, for looking at a past day. Money keeps the day on which it came, also when it is put on
 * an invoice later: it cannot be there before the invoice was issued, nor before the invoice that had it gave it back,
 * and cannot be given back before it was put there. So no day shows credit below zero.
 */
export function datedEntries<Entry extends LedgerEntry>(
  invoices: readonly Pick<LedgerInvoice, 'id' | 'issueDate'>[],
  entries: readonly Entry[],
): DatedEntry<Entry>[] {
  const issuedOn = new Map(invoices.map((invoice) => [invoice.id, invoice.issueDate]));
  const givenBackOn = new Map<string, IsoDate>();
  const putOn = new Map<string, IsoDate>();
  return entries.flatMap((entry): DatedEntry<Entry>[] => {
    const issued = issuedOn.get(entry.invoiceId);
    if (issued === undefined) return [];
    let effectiveOn = laterDate(entry.on, issued);
    if (entry.moneyId !== null && MOVES_MONEY.has(entry.kind)) {
      const place = `${entry.moneyId}/${entry.invoiceId}`;
      if (entry.amountMinor < 0n) {
        effectiveOn = laterDate(effectiveOn, givenBackOn.get(entry.moneyId) ?? null);
        putOn.set(place, laterDate(effectiveOn, putOn.get(place) ?? null));
      } else {
        effectiveOn = laterDate(effectiveOn, putOn.get(place) ?? null);
        givenBackOn.set(entry.moneyId, laterDate(effectiveOn, givenBackOn.get(entry.moneyId) ?? null));
      }
    }
    return [{ entry, effectiveOn }];
  });
}

/** What the entries have moved of each money, by its id: below zero what lies on invoices. */
export function movedByMoney(entries: readonly DatedEntry[]): Map<string, bigint> {
  const moved = new Map<string, bigint>();
  for (const { entry } of entries)
    if (entry.moneyId !== null && MOVES_MONEY.has(entry.kind))
      moved.set(entry.moneyId, (moved.get(entry.moneyId) ?? 0n) + entry.amountMinor);
  return moved;
}

/**
 * What is left of money that is on no invoice once `leftMinor` was taken back or paid back. Not below zero: money that
 * an invoice gave back later than it was paid back was no credit before.
 */
export function creditLeft(unallocatedMinor: bigint, leftMinor: bigint): bigint {
  return unallocatedMinor > leftMinor ? unallocatedMinor - leftMinor : 0n;
}
