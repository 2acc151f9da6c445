import { addDays, daysBetween, type IsoDate } from '@puntual/domain/calendar/dates';
import { parseAmount } from '@puntual/domain/money/amount';
import { roundedDown } from './payer-behaviour.ts';
import type { DemoCompany } from './company.ts';
import { businessDay, type DemoFact, paymentFact } from './demo-fact.ts';
import type { DemoInvoice } from './demo-invoice.ts';
import { seeded } from './seeded-random.ts';

/** Days between two paydays of a chaotic customer. */
export const PAYDAY_EVERY_DAYS = 18;
const REST_AFTER_DAYS = 10;
/** The last money of a payday arrives at most this many days later. */
export const PAYDAY_TAIL_DAYS = REST_AFTER_DAYS + 2;

/**
 * The payday on which a chaotic customer pays `invoice`: the first one at least three days after the invoice was due
 * and known to Puntual.
 */
export function paydayOf(company: DemoCompany, invoice: DemoInvoice): IsoDate {
  const known = invoice.dueDate > company.today ? invoice.dueDate : company.today;
  const first = addDays(company.today, seeded(`${company.seed}:${invoice.customerId}:payday`).between(5, 12));
  const rounds = Math.max(0, Math.ceil(daysBetween(first, addDays(known, 3)) / PAYDAY_EVERY_DAYS));
  return addDays(first, rounds * PAYDAY_EVERY_DAYS);
}

/** The invoices of one chaotic customer in one currency that have the same payday. */
export interface Payday {
  readonly customerId: string;
  readonly currency: string;
  readonly payday: IsoDate;
  readonly invoices: readonly DemoInvoice[];
}

/**
 * The payments of a chaotic customer on one payday. Paydays alternate between four kinds: everything, with the numbers
 * in free text; a round sum without a number, and the rest later; everything, with numbers too short to be sure; a
 * round sum that is too much.
 */
export function lumpPayments(company: DemoCompany, payday: Payday): DemoFact[] {
  const bill = billOf(company, payday);
  if (bill.totalMinor === 0n) return [];
  switch (kindOf(company, payday.customerId, payday.payday)) {
    case 'everything':
      return [
        payment(payday, {
          part: 'all',
          minor: bill.totalMinor,
          reference: bill.numbersInFreeText,
          settles: bill.lines,
        }),
      ];
    case 'round-sum':
      return roundSumAndRest(payday, bill);
    case 'short-numbers':
      return [
        payment(payday, { part: 'all', minor: bill.totalMinor, reference: bill.shortNumbers, settles: bill.lines }),
      ];
    case 'too-much':
      return [
        payment(payday, {
          part: 'over',
          minor: roundedUp(bill.totalMinor),
          reference: bill.numbersInFreeText,
          settles: bill.lines,
          meant: 'overpayment',
        }),
      ];
  }
}

/** What is owed on a payday, oldest invoice first, and how the customer may write the invoice numbers. */
interface Bill {
  readonly lines: readonly { readonly invoiceId: string; readonly minor: bigint }[];
  readonly totalMinor: bigint;
  readonly numbersInFreeText: string;
  readonly shortNumbers: string;
  readonly onAccount: string;
  readonly balance: string;
}

function billOf(company: DemoCompany, { customerId, invoices }: Payday): Bill {
  const oldestFirst = [...invoices].sort((a, b) =>
    a.dueDate < b.dueDate ? -1 : a.dueDate > b.dueDate ? 1 : a.number < b.number ? -1 : 1,
  );
  const lines = oldestFirst.map((invoice) => ({ invoiceId: invoice.invoiceId, minor: openMinor(invoice) }));
  const numbers = oldestFirst.map((invoice) => invoice.number);
  const short = numbers.map((number) => String(Number(number.slice(-4)))).join(', ');
  const spanish = company.customers.find((customer) => customer.customerId === customerId)?.language === 'es';
  return {
    lines,
    totalMinor: lines.reduce((sum, line) => sum + line.minor, 0n),
    numbersInFreeText: spanish
      ? `Pago facturas ${numbers.join(' y ')}`
      : `Payment of invoices ${numbers.join(' and ')}`,
    shortNumbers: `${spanish ? 'fras.' : 'invs'} ${short}`,
    onAccount: spanish ? 'A cuenta' : 'On account',
    balance: `${spanish ? 'Resto' : 'Balance of'} ${numbers.join(', ')}`,
  };
}

/** About 85% in a round sum without a number, and the rest ten days later with the numbers. */
function roundSumAndRest(payday: Payday, bill: Bill): DemoFact[] {
  const roundMinor = roundedDown((bill.totalMinor * 85n) / 100n);
  const early = spread(roundMinor, bill.lines);
  const rest = bill.lines.map((line, index) => ({ ...line, minor: line.minor - (early[index]?.minor ?? 0n) }));
  return [
    payment(payday, {
      part: 'round',
      minor: roundMinor,
      reference: bill.onAccount,
      settles: early.filter((line) => line.minor > 0n),
      meant: 'round-sum',
    }),
    payment(payday, {
      part: 'rest',
      daysLater: REST_AFTER_DAYS,
      minor: bill.totalMinor - roundMinor,
      reference: bill.balance,
      settles: rest.filter((line) => line.minor > 0n),
    }),
  ];
}

function payment(
  { customerId, currency, payday }: Payday,
  {
    part,
    daysLater = 0,
    ...given
  }: {
    readonly part: string;
    /** Days after the payday. */
    readonly daysLater?: number;
    readonly minor: bigint;
    readonly reference: string;
    readonly settles: DemoFact['settles'];
    readonly meant?: DemoFact['meant'];
  },
): DemoFact {
  return paymentFact({
    paymentId: `PAY-${customerId}-${payday.replaceAll('-', '')}-${currency}-${part}`,
    customerId,
    on: businessDay(addDays(payday, daysLater)),
    currency,
    method: 'transfer',
    ...given,
  });
}

const paydayKinds = ['everything', 'round-sum', 'short-numbers', 'too-much'] as const;

// Each chaotic customer starts at another kind, so that the first weeks show all of them.
function kindOf(company: DemoCompany, customerId: string, payday: IsoDate): (typeof paydayKinds)[number] {
  const chaotic = company.customers.filter(
    (customer) => company.behaviours.get(customer.customerId)?.payer === 'chaotic',
  );
  const place = chaotic.findIndex((customer) => customer.customerId === customerId);
  const turn = place + Math.floor(daysBetween(company.today, payday) / PAYDAY_EVERY_DAYS);
  return paydayKinds[turn % paydayKinds.length] ?? 'too-much';
}

function spread(minor: bigint, lines: DemoFact['settles']): { invoiceId: string; minor: bigint }[] {
  let left = minor;
  return lines.map((line) => {
    const taken = line.minor < left ? line.minor : left;
    left -= taken;
    return { invoiceId: line.invoiceId, minor: taken };
  });
}

function openMinor(invoice: DemoInvoice): bigint {
  return parseAmount(invoice.total, invoice.currency);
}

function roundedUp(minor: bigint): bigint {
  const down = roundedDown(minor);
  const unit = 10n ** BigInt(Math.max(0, minor.toString().length - 2));
  return down === minor ? minor + unit : down + unit;
}
