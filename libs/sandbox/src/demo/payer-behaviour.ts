import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import type { DemoCompany } from './company.ts';
import { businessDay, businessDayBefore, type DemoFact, officeMinute, paymentFact, remittance } from './demo-fact.ts';
import { type DemoInvoice, halfEvenPercent } from './demo-invoice.ts';
import { seeded, type Seeded } from './seeded-random.ts';

/** One invoice, its customer, and the seed of what the customer does about it. */
interface Case {
  readonly invoice: DemoInvoice;
  readonly totalMinor: bigint;
  /** Nothing happens before this day: the company did not exist yet, or the invoice was not issued. */
  readonly notBefore: IsoDate;
  readonly opening: boolean;
  readonly draw: Seeded;
  readonly key: string;
}

/**
 * The last fact about an invoice comes at most this many days after its issue, or after the company's first day if that
 * is later.
 */
export const LONGEST_LIFE_DAYS = 125;

/**
 * Everything that a customer does about one invoice; a pure function of company and invoice. Customers do not react to
 * Puntual: "after the second reminder" means a number of days after the due date. Chaotic payers pay several invoices
 * at once (`lump-payment.ts`) and have no facts here.
 */
export function factsAbout(company: DemoCompany, invoice: DemoInvoice): DemoFact[] {
  const behaviour = company.behaviours.get(invoice.customerId);
  if (!behaviour) throw new Error(`the demo company has no customer ${invoice.customerId}`);
  const key = `${company.seed}:${invoice.invoiceId}`;
  const opening = invoice.issueDate <= company.today;
  const it: Case = {
    invoice,
    key,
    opening,
    draw: seeded(`${key}:behaviour`),
    totalMinor: parseAmount(invoice.total, invoice.currency),
    notBefore: addDays(opening ? company.today : invoice.issueDate, 1),
  };
  const shows = behaviour.showsOn === invoice.invoiceId || seeded(`${key}:shows`).chance(35);
  switch (behaviour.payer) {
    case 'prompt':
      return paysInTime(it, behaviour.entry.traits.includes('direct-debit'));
    case 'forgetful':
      return paysWhenReminded(it);
    case 'slow':
      return paysInParts(it);
    case 'stubborn':
      return paysAfterTheCall(it);
    case 'silent':
      return [];
    case 'chaotic':
      return [];
    case 'bounced':
      return directDebit(it, shows);
    case 'credited':
      return shows ? isCredited(it) : paysWhenReminded(it);
    case 'amended':
      return shows ? isAmended(it) : paysWhenReminded(it);
    case 'cancelled':
      return shows ? isCancelled(it) : paysWhenReminded(it);
  }
}

function paysInTime(it: Case, byDirectDebit: boolean): DemoFact[] {
  if (byDirectDebit)
    return [
      paid(it, { part: 'paid', on: bankDay(it, it.invoice.dueDate), minor: it.totalMinor, method: 'direct-debit' }),
    ];
  const offer = it.invoice.terms?.earlyPayment;
  const discountDay = businessDayBefore(addDays(it.invoice.issueDate, (offer?.days ?? 0) - 2));
  if (offer && discountDay >= it.notBefore) {
    const discountMinor = halfEvenPercent(it.totalMinor, BigInt(offer.percent));
    return [
      {
        ...paid(it, { part: 'paid', on: discountDay, minor: it.totalMinor - discountMinor, method: 'transfer' }),
        settles: [{ invoiceId: it.invoice.invoiceId, minor: it.totalMinor }],
      },
    ];
  }
  const wanted = businessDayBefore(addDays(it.invoice.dueDate, -it.draw.between(1, 8)));
  return [paid(it, { part: 'paid', on: bankDay(it, wanted), minor: it.totalMinor, method: 'transfer' })];
}

// After the first reminder (day 1) or the second (day 8) of the standard policy; sometimes through the "Pay now" link.
function paysWhenReminded(it: Case): DemoFact[] {
  const wanted = addDays(it.invoice.dueDate, it.draw.chance(60) ? it.draw.between(2, 5) : it.draw.between(9, 12));
  const late = it.invoice.dueDate < it.notBefore;
  const on = late ? latest(wanted, addDays(it.notBefore, it.draw.between(1, 6))) : wanted;
  return it.invoice.paymentUrl !== undefined && it.draw.chance(30)
    ? [paid(it, { part: 'paid', on: latest(on, it.notBefore), minor: it.totalMinor, method: 'card' })]
    : [paid(it, { part: 'paid', on: bankDay(it, on), minor: it.totalMinor, method: 'transfer' })];
}

// Two or three payments, 20 to 40 days late.
function paysInParts(it: Case): DemoFact[] {
  const parts = it.draw.chance(60) ? 2 : 3;
  const first = latest(
    addDays(it.invoice.dueDate, it.draw.between(20, 23)),
    addDays(it.notBefore, it.draw.between(3, 9)),
  );
  const shareMinor = roundedDown(it.totalMinor / BigInt(parts));
  return Array.from({ length: parts }, (_, index) => {
    const minor = index < parts - 1 ? shareMinor : it.totalMinor - shareMinor * BigInt(parts - 1);
    return paid(it, {
      part: `part-${String(index + 1)}`,
      on: bankDay(it, addDays(first, index * 7)),
      minor,
      method: 'transfer',
    });
  });
}

// The standard policy calls on day 32. An invoice that reaches Puntual late passes through the earlier stages first.
function paysAfterTheCall(it: Case): DemoFact[] {
  const wanted = addDays(it.invoice.dueDate, it.draw.between(34, 41));
  const late = it.opening && it.invoice.dueDate < it.notBefore;
  const on = late ? latest(wanted, addDays(it.notBefore, it.draw.between(18, 26))) : wanted;
  return [
    paid(it, {
      part: 'paid',
      on: bankDay(it, on),
      minor: it.totalMinor,
      method: it.draw.chance(25) ? 'cheque' : 'transfer',
    }),
  ];
}

function directDebit(it: Case, bounces: boolean): DemoFact[] {
  const taken = paid(it, {
    part: 'debit',
    on: bankDay(it, it.invoice.dueDate),
    minor: it.totalMinor,
    method: 'direct-debit',
  });
  if (!bounces) return [taken];
  const back = businessDay(addDays(taken.day, 4));
  const reason = it.draw.pick(['AM04: insufficient funds', 'MD06: refund requested by the debtor']);
  const returned: DemoFact = {
    day: back,
    minute: taken.minute,
    subject: `payment/${paymentId(it, 'debit')}/reversed`,
    body: {
      type: 'puntual.payment.reversed.v1',
      data: { paymentId: paymentId(it, 'debit'), customerId: it.invoice.customerId, reversedOn: back, reason },
    },
    settles: [{ invoiceId: it.invoice.invoiceId, minor: -it.totalMinor }],
  };
  return [
    taken,
    returned,
    paid(it, {
      part: 'again',
      on: bankDay(it, addDays(back, it.draw.between(9, 14))),
      minor: it.totalMinor,
      method: 'transfer',
    }),
  ];
}

// Returned goods: a credit note for a quarter of the invoice or for all of it; the rest is paid after a reminder.
function isCredited(it: Case): DemoFact[] {
  const whole = it.draw.chance(30);
  const creditMinor = whole ? it.totalMinor : halfEvenPercent(it.totalMinor, 25n);
  const on = bankDay(it, addDays(it.invoice.dueDate, -3));
  const creditNoteId = `CN-${it.invoice.invoiceId.slice(4)}`;
  const note: DemoFact = {
    day: on,
    minute: officeMinute(it.key),
    subject: `credit-note/${creditNoteId}/issued`,
    body: {
      type: 'puntual.credit-note.issued.v1',
      data: {
        creditNoteId,
        number: it.invoice.number.replace('F-', 'A-'),
        customerId: it.invoice.customerId,
        currency: it.invoice.currency,
        issueDate: on,
        amount: decimalAmount(creditMinor, it.invoice.currency),
        allocations: [{ invoiceId: it.invoice.invoiceId, amount: decimalAmount(creditMinor, it.invoice.currency) }],
      },
    },
    settles: [{ invoiceId: it.invoice.invoiceId, minor: creditMinor }],
  };
  return whole
    ? [note]
    : [
        note,
        paid(it, {
          part: 'paid',
          on: bankDay(it, latest(addDays(it.invoice.dueDate, 10), addDays(on, 1))),
          minor: it.totalMinor - creditMinor,
          method: 'transfer',
        }),
      ];
}

// Three more weeks, agreed by telephone; half of the time with a tenth off. Paid two days after the new due date.
function isAmended(it: Case): DemoFact[] {
  const on = bankDay(it, addDays(it.invoice.dueDate, -3));
  const dueDate = addDays(it.invoice.dueDate, 21);
  const offMinor = it.draw.chance(50) ? halfEvenPercent(it.totalMinor, 10n) : 0n;
  const totalMinor = it.totalMinor - offMinor;
  const amended: DemoFact = {
    day: on,
    minute: officeMinute(it.key),
    subject: `invoice/${it.invoice.invoiceId}/amended-1`,
    body: {
      type: 'puntual.invoice.amended.v1',
      data: {
        invoiceId: it.invoice.invoiceId,
        customerId: it.invoice.customerId,
        revision: 1,
        dueDate,
        ...(offMinor > 0n ? { total: decimalAmount(totalMinor, it.invoice.currency) } : {}),
      },
    },
    settles: offMinor > 0n ? [{ invoiceId: it.invoice.invoiceId, minor: offMinor }] : [],
  };
  return [
    amended,
    paid(it, { part: 'paid', on: bankDay(it, addDays(dueDate, 2)), minor: totalMinor, method: 'transfer' }),
  ];
}

function isCancelled(it: Case): DemoFact[] {
  const on = bankDay(it, addDays(it.invoice.dueDate, it.draw.between(3, 6)));
  return [
    {
      day: on,
      minute: officeMinute(it.key),
      subject: `invoice/${it.invoice.invoiceId}/cancelled`,
      body: {
        type: 'puntual.invoice.cancelled.v1',
        data: { invoiceId: it.invoice.invoiceId, customerId: it.invoice.customerId, reason: 'Issued twice by mistake' },
      },
      settles: [{ invoiceId: it.invoice.invoiceId, minor: it.totalMinor }],
    },
  ];
}

function paid(
  it: Case,
  {
    part,
    on,
    minor,
    method,
  }: {
    readonly part: string;
    readonly on: IsoDate;
    readonly minor: bigint;
    readonly method: 'transfer' | 'card' | 'cheque' | 'direct-debit';
  },
): DemoFact {
  const whole = minor === it.totalMinor;
  // A direct debit or card payment names its invoice exactly; a transfer contains what a person typed.
  const reference =
    method === 'direct-debit' || method === 'card'
      ? { reference: it.invoice.number, allocations: [{ invoiceId: it.invoice.invoiceId, minor }] }
      : remittance(`${it.key}:${part}`, it.invoice, minor, whole);
  return paymentFact({
    paymentId: paymentId(it, part),
    customerId: it.invoice.customerId,
    on,
    minor,
    currency: it.invoice.currency,
    method,
    ...reference,
    settles: [{ invoiceId: it.invoice.invoiceId, minor }],
  });
}

function paymentId(it: Case, part: string): string {
  return `PAY-${it.invoice.invoiceId.slice(4)}-${part}`;
}

function bankDay(it: Case, wanted: IsoDate): IsoDate {
  return businessDay(latest(wanted, it.notBefore));
}

function latest(a: IsoDate, b: IsoDate): IsoDate {
  return a > b ? a : b;
}

/** The sum cut to two leading digits, as people round: 4,870.35 becomes 4,800.00. At least one. */
export function roundedDown(minor: bigint): bigint {
  const unit = 10n ** BigInt(Math.max(0, minor.toString().length - 2));
  return (minor / unit) * unit;
}
