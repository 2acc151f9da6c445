import type { IsoDate } from '../calendar/dates.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import { endCharge, type ChargeEnd } from './end-charge.ts';
import { settleOrReopen } from './settle-invoice.ts';
import { wakeIfCovered } from './waiting-money.ts';

/** The charges of a message that bounced, and the customer's local day on which the bounce became known. */
interface BouncedCharges {
  readonly messageId: string;
  readonly chargeIds: ReadonlySet<string>;
  readonly on: IsoDate;
}

/**
 * Takes back the charges of a message that bounced, as far as no payment is on them and no person waived them
 * (`takingBackOf`). The next message that arrives can make them again.
 */
export function takeBackCharges(books: Books, bounced: BouncedCharges): void {
  for (const invoice of books.invoicesById.values()) {
    const charges = invoice.charges.filter(({ id }) => bounced.chargeIds.has(id));
    const ending = charges.filter((charge) => takingBackOf(charge) === 'end');
    for (const charge of charges) if (takingBackOf(charge) === 'forget') forgetCharge(books, invoice, charge);
    for (const charge of ending) endCharge(books, invoice, charge, endOf(books, bounced));
    if (ending.length === 0) continue;
    settleOrReopen(books, invoice, bounced.on);
    wakeCase(books, invoice, 'payment', { charge: 'taken-back' });
    wakeIfCovered(books, invoice, { credit: 'covers' });
  }
}

/**
 * How a charge is taken back whose message bounced. `end`: all of it is open, and it ends. `forget`: a rule waived it,
 * so nothing of it is open; the debtor never heard of it, so no later event may make it owed again. `keep`: a payment
 * is on it, or a person waived it.
 */
export function takingBackOf(
  charge: Pick<ChargeBook, 'state' | 'openMinor' | 'amountMinor' | 'fallen' | 'paid'>,
): 'end' | 'forget' | 'keep' {
  switch (charge.state) {
    case 'charged':
      return charge.openMinor === charge.amountMinor ? 'end' : 'keep';
    case 'waived': {
      const fell = [...charge.fallen.values()].some((minor) => minor > 0n);
      const paid = [...charge.paid.values()].some((minor) => minor > 0n);
      return fell && !paid ? 'forget' : 'keep';
    }
    case 'taken-back':
      return 'keep';
  }
}

function endOf(books: Books, { messageId, on }: BouncedCharges): ChargeEnd {
  return { as: 'taken-back', endedBy: books.actor, reason: 'bounced', on, cause: `bounce:${messageId}` };
}

// Nothing of the charge is open, so no entry is posted and nothing is announced to the ERP.
function forgetCharge(books: Books, invoice: InvoiceBook, charge: ChargeBook): void {
  Object.assign(charge, { state: 'taken-back', reason: 'bounced' });
  charge.fallen.clear();
  books.changedCharges.add(charge);
  recordAudit(books, 'charge.taken-back', invoice, {
    chargeId: charge.id,
    charge: charge.kind,
    ...amountOf(charge.amountMinor, invoice.currency),
    reason: 'bounced',
  });
}
