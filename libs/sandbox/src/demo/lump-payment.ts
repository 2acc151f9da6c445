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

/**
 * The payments of a chaotic customer for `invoices` (its invoices of one currency with the payday `payday`). Paydays
 * alternate between four kinds: everything, with the numbers in free text; a round sum without a number, and the rest
 * later; everything, with numbers too short to be sure; a round sum that is too much.
 */
export function lumpPayments(
  company: DemoCompany,
  {
    customerId,
    currency,
    payday,
    invoices,
  }: {
    readonly customerId: string;
    readonly currency: string;
    readonly payday: IsoDate;
    readonly invoices: readonly DemoInvoice[];
  },
): DemoFact[] {
  const oldestFirst = [...invoices].sort((a, b) =>
    a.dueDate < b.dueDate ? -1 : a.dueDate > b.dueDate ? 1 : a.number < b.number ? -1 : 1,
  );
  const totalMinor = oldestFirst.reduce((sum, invoice) => sum + openMinor(invoice), 0n);
  if (totalMinor === 0n) return [];
  const spanish = company.customers.find((customer) => customer.customerId === customerId)?.language === 'es';
  const id = (part: string) => `PAY-${customerId}-${payday.replaceAll('-', '')}-${currency}-${part}`;
  const pay = (
    part: string,
    {
      day,
      minor,
      reference,
      settles,
      meant,
    }: {
      readonly day: IsoDate;
      readonly minor: bigint;
      readonly reference: string;
      readonly settles: DemoFact['settles'];
      readonly meant?: DemoFact['meant'];
    },
  ) =>
    paymentFact({
      paymentId: id(part),
      customerId,
      on: businessDay(day),
      minor,
      currency,
      method: 'transfer',
      reference,
      settles,
      ...(meant ? { meant } : {}),
    });
  const whole = oldestFirst.map((invoice) => ({ invoiceId: invoice.invoiceId, minor: openMinor(invoice) }));
  const numbers = oldestFirst.map((invoice) => invoice.number);
  const named = `${spanish ? 'Pago facturas' : 'Payment of invoices'} ${numbers.join(spanish ? ' y ' : ' and ')}`;

  switch (turn(company, customerId, payday)) {
    case 0:
      return [pay('all', { day: payday, minor: totalMinor, reference: named, settles: whole })];
    case 1: {
      const roundMinor = roundedDown((totalMinor * 85n) / 100n);
      const early = spread(roundMinor, whole);
      const rest = whole
        .map((line, index) => ({ ...line, minor: line.minor - (early[index]?.minor ?? 0n) }))
        .filter((line) => line.minor > 0n);
      return [
        pay('round', {
          day: payday,
          minor: roundMinor,
          reference: spanish ? 'A cuenta' : 'On account',
          settles: early.filter((line) => line.minor > 0n),
          meant: 'round-sum',
        }),
        pay('rest', {
          day: addDays(payday, REST_AFTER_DAYS),
          minor: totalMinor - roundMinor,
          reference: `${spanish ? 'Resto' : 'Balance of'} ${numbers.join(', ')}`,
          settles: rest,
        }),
      ];
    }
    case 2:
      return [
        pay('all', {
          day: payday,
          minor: totalMinor,
          reference: `${spanish ? 'fras.' : 'invs'} ${numbers.map((number) => String(Number(number.slice(-4)))).join(', ')}`,
          settles: whole,
        }),
      ];
    default:
      return [
        pay('over', {
          day: payday,
          minor: roundedUp(totalMinor),
          reference: named,
          settles: whole,
          meant: 'overpayment',
        }),
      ];
  }
}

// Each chaotic customer starts at another kind, so that the first weeks show all of them.
function turn(company: DemoCompany, customerId: string, payday: IsoDate): number {
  const chaotic = company.customers.filter(
    (customer) => company.behaviours.get(customer.customerId)?.payer === 'chaotic',
  );
  const place = chaotic.findIndex((customer) => customer.customerId === customerId);
  return (place + Math.floor(daysBetween(company.today, payday) / PAYDAY_EVERY_DAYS)) % 4;
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
