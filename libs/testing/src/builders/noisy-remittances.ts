import { addDays } from '@puntual/domain/calendar/dates';
import { sumOf } from '@puntual/domain/matching/find-sums';
import { oldestFirst, type MatchableInvoice } from '@puntual/domain/matching/matchable-invoice';
import { seeded, type Seeded } from '@puntual/sandbox/demo/seeded-random';

/** How the text or the amount of a payment differs from a plain payment of one invoice. */
export const REMITTANCE_KINDS = [
  'clean',
  'reformatted',
  'glued',
  'scanned',
  'slip',
  'without-prefix',
  'several-numbers',
  'several-without-prefix',
  'sum-of-one',
  'sum-of-oldest',
  'sum-of-any',
  'bank-charges',
  'part-payment',
  'too-much',
  'paid-twice',
  'not-yet-known',
  'on-account',
  'other-text',
] as const;
export type RemittanceKind = (typeof REMITTANCE_KINDS)[number];

/** A payment as in a bank statement, the open invoices of its customer, and what the payer meant. */
export interface Remittance<Kind extends string> {
  readonly kind: Kind;
  readonly amountMinor: bigint;
  readonly reference: string;
  readonly open: readonly MatchableInvoice[];
  readonly otherNumbers: readonly string[];
  /**
   * Ids of the open invoices that the payer paid. Empty when the payment is for none of them: the second payment of a
   * settled invoice, the payment of a future invoice, or money on account.
   */
  readonly meant: readonly string[];
}
type NoisyRemittance = Remittance<RemittanceKind>;

const WORDS = [
  'PAGO',
  'TRANSFERENCIA',
  'SEPA CREDIT',
  'FACTURA',
  'FRA',
  'INVOICE',
  'S/REF',
  'GRACIAS',
  'THANK YOU',
  'RECHNUNG',
  'CLIENTE 30412',
  'N/REF 7788',
  'ORD.',
  'MARZO 2026',
  '15.03.2026',
  'ES91 2100',
  'PROVEEDORES',
  'ABONO',
];

/**
 * Payments with the texts that payers and banks write, the same for the same seed: seven ways of numbering, customers
 * with one to fourteen open invoices, round and odd amounts.
 */
export function noisyRemittances(seed: number, count: number): NoisyRemittance[] {
  const dice = seeded(seed);
  return Array.from({ length: count }, () => oneRemittance(dice));
}

function oneRemittance(dice: Seeded): NoisyRemittance {
  const number = numbering(dice);
  const openCount = dice.chance(30) ? 1 : dice.between(2, 14);
  const first = dice.between(60, 4000);
  const amounts = amountsOf(dice);
  const all = Array.from({ length: openCount + dice.between(3, 12) }, (_, index) => ({
    number: number(first + index),
    at: first + index,
  }));
  const order = dice.shuffled(all);
  const open = order.slice(0, openCount).map(({ number: its, at }): MatchableInvoice => ({
    id: `row-${at}`,
    invoiceId: `INV-${at}`,
    number: its,
    dueOn: addDays('2026-01-05', (at - first) * dice.between(1, 4)),
    openMinor: amounts(),
  }));
  const otherNumbers = order.slice(openCount).map((each) => each.number);
  const kind = dice.pick(REMITTANCE_KINDS);
  const nextNumber = number(first + all.length + dice.between(0, 3));
  const made = payment(kind, dice, { open, otherNumbers, nextNumber });
  return { kind, ...made, open, otherNumbers };
}

// Invoice numbers as companies write them: with a year, with letters, of digits only.
function numbering(dice: Seeded): (at: number) => string {
  const digits = (at: number, size: number) => String(at).padStart(size, '0');
  return dice.pick<(at: number) => string>([
    (at) => `F-2026/${digits(at, 4)}`,
    (at) => `INV-${digits(at, 6)}`,
    (at) => `2026${digits(at, 5)}`,
    (at) => `FAC 2026-${digits(at, 4)}`,
    (at) => `RE2026-${digits(at, 5)}`,
    (at) => `B/${digits(at, 5)}`,
    (at) => `${digits(at, 4)}-S`,
  ]);
}

// Most customers have odd amounts, as with tax; some the same amount every month, some round amounts.
function amountsOf(dice: Seeded): () => bigint {
  const monthly = BigInt(dice.between(5_000, 90_000));
  const habit = dice.between(1, 10);
  return () =>
    habit <= 7 ? BigInt(dice.between(4_000, 900_000)) : habit === 8 ? monthly : BigInt(dice.between(1, 60)) * 5_000n;
}

/** The customer's open invoices, the numbers of settled ones, and the number of an invoice to come. */
interface Account {
  readonly open: readonly MatchableInvoice[];
  readonly otherNumbers: readonly string[];
  readonly nextNumber: string;
}

type Payment = Pick<NoisyRemittance, 'amountMinor' | 'reference' | 'meant'>;

function payment(kind: RemittanceKind, dice: Seeded, account: Account): Payment {
  const { open } = account;
  const one = dice.pick(open);
  const several = dice.shuffled(open).slice(0, dice.between(1, Math.min(4, open.length)));
  const pays = (invoices: readonly MatchableInvoice[], reference: string, change = 0n) => ({
    amountMinor: sumOf(invoices) + change,
    reference,
    meant: invoices.map((invoice) => invoice.id),
  });
  const text = (...numbers: string[]) => [dice.pick(WORDS), ...numbers, dice.pick(WORDS)].join(' ');
  switch (kind) {
    case 'clean':
      return pays([one], text(one.number));
    case 'reformatted':
      return pays([one], text(reformatted(one.number, dice)));
    case 'glued':
      return pays([one], `${dice.pick(['FRA', 'INV', 'PAGO'])}${one.number} ${dice.pick(WORDS)}`);
    case 'scanned':
      return pays([one], text(scanned(one.number, dice)));
    case 'slip':
      return pays([one], text(slipOf(one, open, dice)));
    case 'without-prefix':
      return pays([one], text(withoutPrefix(one.number)));
    case 'several-numbers':
      return pays(
        several,
        text(several.map((invoice) => reformatted(invoice.number, dice)).join(dice.pick([' ', ', ', ' + ', ' Y ']))),
      );
    case 'several-without-prefix':
      return pays(several, text(...several.map((invoice) => withoutPrefix(invoice.number))));
    case 'sum-of-one':
      return pays([one], dice.pick(['', text()]));
    case 'sum-of-oldest':
      return pays([...open].sort(oldestFirst).slice(0, dice.between(1, open.length)), dice.pick(['', text()]));
    case 'sum-of-any':
      return pays(several, dice.pick(['', text()]));
    case 'bank-charges':
      return pays([one], text(one.number), -BigInt(dice.between(1, 2_500)));
    case 'part-payment':
      return {
        amountMinor: one.openMinor / BigInt(dice.between(2, 5)),
        reference: text(reformatted(one.number, dice)),
        meant: [one.id],
      };
    case 'too-much':
      return pays([one], text(one.number), BigInt(dice.between(1, 50_000)));
    case 'other-text':
      return pays([one], `${dice.pick(WORDS)} ${dice.between(1000, 99_999_999)} ${dice.pick(WORDS)}`);
    case 'paid-twice':
    case 'not-yet-known':
    case 'on-account':
      return { ...paymentOfNone(kind, dice, account, one.openMinor), meant: [] };
  }
}

/** A payment for no open invoice. `openMinor` is the open amount of one: as with a rent, only the number differs. */
function paymentOfNone(
  kind: 'paid-twice' | 'not-yet-known' | 'on-account',
  dice: Seeded,
  { open, otherNumbers, nextNumber }: Account,
  openMinor: bigint,
): Omit<Payment, 'meant'> {
  const text = (...numbers: string[]) => [dice.pick(WORDS), ...numbers, dice.pick(WORDS)].join(' ');
  switch (kind) {
    case 'paid-twice':
      return { amountMinor: openMinor, reference: text(reformatted(dice.pick(otherNumbers), dice)) };
    case 'not-yet-known':
      return { amountMinor: openMinor, reference: text(nextNumber) };
    case 'on-account':
      return { amountMinor: onAccount(open, dice), reference: dice.pick(['', 'A CUENTA', text()]) };
  }
}

function reformatted(number: string, dice: Seeded): string {
  const parts = number.split(/[^A-Z0-9]+/);
  const text = parts.join(dice.pick(['', ' ', '-', '/', '.', ' - ']));
  return dice.chance(30) ? text.toLowerCase() : text;
}

const MISREAD: Readonly<Record<string, string>> = { 0: 'O', 1: 'I', 5: 'S', 8: 'B', S: '5', B: '8', I: '1' };

function scanned(number: string, dice: Seeded): string {
  return [...number]
    .map((char) => (dice.chance(60) ? (char === '1' && dice.chance(50) ? 'l' : (MISREAD[char] ?? char)) : char))
    .join('');
}

// A typing error that yields another open number of the same sum cannot be recognized, so it is drawn again.
function slipOf(invoice: MatchableInvoice, open: readonly MatchableInvoice[], dice: Seeded): string {
  const text = slip(invoice.number, dice);
  return open.some((other) => other.number === text && other.openMinor === invoice.openMinor)
    ? slipOf(invoice, open, dice)
    : text;
}

// Money on account is a round sum in half of the cases. It never equals an open invoice or the sum of all, because it
// would be indistinguishable from the payment of those.
function onAccount(open: readonly MatchableInvoice[], dice: Seeded): bigint {
  const minor = dice.chance(50) ? BigInt(dice.between(1, 40)) * 50_000n : BigInt(dice.between(1_000, 2_000_000));
  return [sumOf(open), ...open.map((invoice) => invoice.openMinor)].includes(minor) ? onAccount(open, dice) : minor;
}

// One wrong digit, or two neighbouring digits exchanged.
function slip(number: string, dice: Seeded): string {
  const digits = [...number].flatMap((char, index) => (/\d/.test(char) ? [index] : []));
  const at = dice.pick(digits.slice(-4));
  const chars = [...number];
  const next = chars[at + 1];
  if (dice.chance(50) && next !== undefined && /\d/.test(next) && next !== chars[at])
    [chars[at], chars[at + 1]] = [next, chars[at] ?? ''];
  else chars[at] = String((Number(chars[at]) + dice.between(1, 9)) % 10);
  return chars.join('');
}

function withoutPrefix(number: string): string {
  return (
    /\d+/g.exec(
      number
        .split(/[^A-Z0-9]+/)
        .filter((part) => /\d/.test(part))
        .at(-1) ?? '',
    )?.[0] ?? number
  );
}
