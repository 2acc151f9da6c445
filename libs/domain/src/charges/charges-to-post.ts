import type { ChargeKind } from '../policy/charge-cap.ts';
import { interestToCharge } from './interest.ts';
import type { MessageCharge } from './message-charges.ts';

/** An invoice at the moment when it is known that the message which charges it was sent. */
interface ChargedInvoice {
  /** The open balance of the principal; zero of an invoice that is settled or cancelled. */
  readonly openMinor: bigint;
  /** Every charge that it has or had, waived ones too. */
  readonly charged: readonly { readonly key: string; readonly kind: ChargeKind; readonly minor: bigint }[];
}

/** A charge that a sent message makes, or does not make because the invoice was settled meanwhile. */
export type ChargeToPost =
  | { readonly kind: 'post'; readonly charge: MessageCharge; readonly minor: bigint }
  | { readonly kind: 'withhold'; readonly charge: MessageCharge; readonly because: 'paid-meanwhile' };

/**
 * What of the charges that a message stated is posted once it is known that it was sent: nothing on an invoice whose
 * principal was settled between composing and now, each charge once by its key, one lump sum, and interest only as far
 * as no other message charged it meanwhile. Pure and total.
 */
export function chargesToPost(charges: readonly MessageCharge[], invoice: ChargedInvoice): ChargeToPost[] {
  return charges.flatMap((charge): ChargeToPost[] => {
    if (invoice.openMinor === 0n) return [{ kind: 'withhold', charge, because: 'paid-meanwhile' }];
    const minor = minorLeft(charge, invoice.charged);
    return minor === 0n ? [] : [{ kind: 'post', charge, minor }];
  });
}

// An ambiguous message may be settled as sent after a later message that charged interest for the same days, or the
// rest of the maximum of a fee that repeats.
function minorLeft(charge: MessageCharge, charged: ChargedInvoice['charged']): bigint {
  if (charged.some((row) => row.key === charge.key)) return 0n;
  switch (charge.kind) {
    case 'fee': {
      if (charge.how.kind !== 'fee' || !charge.how.period) return charge.minor;
      const left = interestToCharge(charge.wholeMinor, sumOf(charged, 'fee'));
      return left < charge.minor ? left : charge.minor;
    }
    case 'lump-sum':
      return charged.some((row) => row.kind === 'lump-sum') ? 0n : charge.minor;
    case 'interest': {
      const left = interestToCharge(charge.wholeMinor, sumOf(charged, 'interest'));
      return left < charge.minor ? left : charge.minor;
    }
  }
}

function sumOf(charged: ChargedInvoice['charged'], kind: ChargeKind): bigint {
  return charged.reduce((sum, row) => (row.kind === kind ? sum + row.minor : sum), 0n);
}
