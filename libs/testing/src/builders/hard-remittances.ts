import { addDays } from '@puntual/domain/calendar/dates';
import type { MatchableInvoice } from '@puntual/domain/matching/matchable-invoice';
import { seeded, type Seeded } from '@puntual/sandbox/demo/seeded-random';
import type { Remittance } from './noisy-remittances.ts';

/** What the digits in the text of a payment are; they equal the number of an invoice that the payer did not mean. */
export const HARD_KINDS = [
  'date',
  'telephone',
  'customer-number',
  'contract',
  'street',
  'account-groups',
  'cut-account',
  'amount',
  'order',
  'last-year',
  'last-year-part',
  'other-company',
  'bank-reference',
  'one-price',
  'one-price-numbered',
  'decoy-and-number',
] as const;
export type HardKind = (typeof HARD_KINDS)[number];

/**
 * Payments whose texts hold digits that are no invoice number and look like one: dates, telephone, customer, contract
 * and order numbers, groups of accounts, amounts, numbers of last year or of another company of the same group, and
 * customers with one price for all. The same for the same seed. In most payments the amount is that of the invoice that
 * the payer meant; in some it is a part.
 */
export function hardRemittances(seed: number, count: number): Remittance<HardKind>[] {
  const dice = seeded(seed);
  return Array.from({ length: count }, () => oneRemittance(dice));
}

function oneRemittance(dice: Seeded): Remittance<HardKind> {
  const kind = dice.pick(HARD_KINDS);
  const account = accountOf(dice, kind);
  const isPart = dice.chance(15);
  const { reference, meant, amountMinor } = payment(kind, dice, account);
  return {
    kind,
    reference,
    meant: meant.map((invoice) => invoice.id),
    amountMinor: isPart && amountMinor > 10n ? amountMinor / 3n : amountMinor,
    open: account.open,
    otherNumbers: account.otherNumbers,
  };
}

/** Numbers are of digits alone, or end in digits that may stand in any text. */
interface Numbering {
  readonly number: (at: number) => string;
  /** The digits of a number that other texts may hold by chance. */
  readonly digits: (at: number) => string;
  /** The number that last year had at the same place; null when numbers hold no year. */
  readonly lastYear: ((at: number) => string) | null;
}

const four = (at: number) => String(1000 + at).slice(-4);
const NUMBERINGS: readonly Numbering[] = [
  { number: four, digits: four, lastYear: null },
  { number: (at) => `F-2026/${four(at)}`, digits: four, lastYear: (at) => `F-2025/${four(at)}` },
  { number: (at) => `FAC 26-${four(at)}`, digits: four, lastYear: (at) => `FAC 25-${four(at)}` },
  { number: (at) => `${four(at)}/2026`, digits: four, lastYear: (at) => `${four(at)}/2025` },
  // A number that begins with year and month reads like a day: 261103.
  { number: monthly, digits: monthly, lastYear: (at) => `25${monthly(at).slice(2)}` },
  { number: (at) => String(100_200 + at), digits: (at) => String(100_200 + at), lastYear: null },
];

function monthly(at: number): string {
  return `26${String(1 + (Math.floor(at / 28) % 12)).padStart(2, '0')}${String(1 + (at % 28)).padStart(2, '0')}`;
}

interface Account {
  readonly numbering: Numbering;
  readonly open: readonly MatchableInvoice[];
  readonly otherNumbers: readonly string[];
  /** The invoice that the payer means, and another open one whose digits stand in the text. */
  readonly one: MatchableInvoice;
  readonly decoy: MatchableInvoice;
  readonly decoyAt: number;
}

function accountOf(dice: Seeded, kind: HardKind): Account {
  const numbering = kind === 'date' ? (NUMBERINGS[4] ?? dice.pick(NUMBERINGS)) : numberingFor(kind, dice);
  const first = dice.between(20, 280);
  const isOnePrice = kind.startsWith('one-price') || (kind === 'other-company' && dice.chance(50));
  const price = isOnePrice ? BigInt(dice.between(5_000, 90_000)) : null;
  const places = dice.shuffled(Array.from({ length: dice.between(4, 14) }, (_, index) => first + index));
  const openCount = dice.between(2, places.length - 1);
  const open = places.slice(0, openCount).map((at): MatchableInvoice => ({
    id: `row-${at}`,
    invoiceId: `INV-${at}`,
    number: numbering.number(at),
    dueOn: addDays('2026-01-05', at),
    openMinor: price ?? BigInt(dice.between(4_000, 900_000)),
  }));
  const [one, decoy] = open;
  if (!one || !decoy) throw new RangeError('two invoices are open');
  const settled = places.slice(openCount).map(numbering.number);
  return {
    numbering,
    open,
    // After an import of open items alone no settled number is known.
    otherNumbers: dice.chance(50) ? settled : [],
    one,
    decoy,
    decoyAt: places[1] ?? first,
  };
}

function numberingFor(kind: HardKind, dice: Seeded): Numbering {
  const withYear = kind === 'last-year' || kind === 'last-year-part';
  return dice.pick(NUMBERINGS.filter((each) => !withYear || each.lastYear !== null));
}

interface Payment {
  readonly reference: string;
  readonly meant: readonly MatchableInvoice[];
  readonly amountMinor: bigint;
}

function payment(kind: HardKind, dice: Seeded, account: Account): Payment {
  const { one, decoy, numbering, decoyAt } = account;
  const digits = numbering.digits(decoyAt);
  const pays = (reference: string, meant: readonly MatchableInvoice[] = [one]): Payment => ({
    reference: framed(reference, dice),
    meant,
    amountMinor: one.openMinor,
  });
  if (isDecoy(kind)) return pays(decoyText(kind, digits, dice));
  switch (kind) {
    case 'one-price':
      // Which of the invoices is meant nobody knows: none must be paid.
      return pays(dice.pick(['', 'ALQUILER', 'CUOTA', 'MONTHLY FEE']), []);
    case 'one-price-numbered':
      return pays(`FACTURA ${one.number}`);
    case 'last-year':
    case 'last-year-part':
      return { ...pays(ofLastYear(kind, dice, numbering.lastYear?.(decoyAt) ?? ''), []), amountMinor: decoy.openMinor };
    case 'other-company':
      return { ...pays(`FRA ${otherCompany(decoy.number, dice)}`, []), amountMinor: ofOtherCompany(account, dice) };
    case 'decoy-and-number':
      return pays(`${decoyText(dice.pick(DECOYS), digits, dice)} FACTURA ${one.number}`);
  }
}

const DECOYS = [
  'date',
  'telephone',
  'customer-number',
  'contract',
  'street',
  'account-groups',
  'cut-account',
  'amount',
  'order',
  'bank-reference',
] as const;

type Decoy = (typeof DECOYS)[number];

function isDecoy(kind: HardKind): kind is Decoy {
  return DECOYS.some((decoy) => decoy === kind);
}

// A text that holds the digits and says that they are something else.
function decoyText(kind: Decoy, digits: string, dice: Seeded): string {
  const group = digits.slice(-4);
  const some = (length: number) => Array.from({ length }, () => dice.between(0, 9)).join('');
  switch (kind) {
    case 'date':
      return dice.pick([digits, dateOf(digits, '.'), dateOf(digits, '/'), `VALOR ${digits}`, `FECHA ${digits}`]);
    case 'telephone':
      return dice.pick([`TEL ${some(3)} ${group}`, `TFNO. ${some(2)} ${some(3)} ${group}`, `Telefon ${digits}`]);
    case 'customer-number':
      return dice.pick([
        `CLIENTE ${digits}`,
        `Kunden-Nr. ${digits}`,
        `CLIENTE NUM. ${digits}`,
        `CUSTOMER NO ${digits}`,
      ]);
    case 'contract':
      return dice.pick([`CONTRATO ${digits}`, `Vertragsnummer: ${digits}`, `POLIZA N. ${digits}`, `EXPTE ${digits}`]);
    case 'street':
      return dice.pick([`CL MAYOR N ${group}`, `Hauptstrasse ${group}`, `AVDA. DE LA PAZ ${group}`]);
    case 'account-groups':
      return dice.pick([
        `ES${some(2)} ${group} ${some(4)} ${some(4)} ${some(4)} ${some(4)}`,
        `DE${some(2)} ${some(4)} ${group} ${some(4)} ${some(4)} ${some(2)}`,
        `${some(4)} ${group} ${some(2)} ${some(10)}`,
      ]);
    case 'cut-account':
      return `ES${some(2)} ${group}`;
    case 'amount':
      return dice.pick([`IMPORTE ${digits},00 EUR`, `${digits},00 EUR`, `TOTAL ${digits}`]);
    case 'order':
      return dice.pick([`PEDIDO ${digits}`, `Bestellung Nr. ${digits}`, `ALBARAN ${digits}`]);
    case 'bank-reference':
      return `OP ${some(6)}${group}${some(3)}`;
  }
}

function ofLastYear(kind: 'last-year' | 'last-year-part', dice: Seeded, number: string): string {
  const parts = number.split(/[^A-Z0-9]+/);
  const whole = parts.join(dice.pick(['-', '/', ' ', '']));
  return kind === 'last-year' ? `FACTURA ${number}` : dice.pick([whole, `FRA ${whole}`, `pago ${whole.toLowerCase()}`]);
}

// The same sequence in the numbering of a sister company: another letter, or a longer number.
function otherCompany(number: string, dice: Seeded): string {
  return /^[A-Z]/.test(number) ? `${dice.pick(['K', 'W', 'M'])}${number}` : `${dice.pick(['K', 'W'])}-${number}`;
}

// The sister company has one price for all, too, or sums of its own.
function ofOtherCompany({ one, decoy }: Account, dice: Seeded): bigint {
  return one.openMinor === decoy.openMinor ? one.openMinor : BigInt(dice.between(900_001, 990_000));
}

function dateOf(digits: string, separator: string): string {
  return [digits.slice(4, 6), digits.slice(2, 4), `20${digits.slice(0, 2)}`].join(separator);
}

const FRAMES = ['', 'TRANSFERENCIA', 'PAGO', 'GRACIAS', 'SEPA CREDIT', 'PROVEEDORES'];

function framed(text: string, dice: Seeded): string {
  return [dice.pick(FRAMES), text, dice.pick(FRAMES)].filter((part) => part !== '').join(' ');
}
