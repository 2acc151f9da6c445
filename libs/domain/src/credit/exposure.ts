import type { IsoDate } from '../calendar/dates.ts';
import { inOrganizationCurrency, type OrganizationMoney } from '../worklist/organization-amount.ts';

/** What of an open invoice is disputed and promised, in minor units of its currency. */
export interface OpenInvoice {
  readonly principalMinor: bigint;
  readonly chargesMinor: bigint;
  readonly dueOn: IsoDate;
  /** The disputed part; `whole`: the invoice with its charges. */
  readonly disputed: bigint | 'whole';
  /** What of it is promised and did not come yet, at most. */
  readonly promisedMinor: bigint;
}

/** The open amount of an invoice, each cent in exactly one part. */
export interface OpenParts {
  readonly notDueMinor: bigint;
  readonly overdueMinor: bigint;
  readonly disputedMinor: bigint;
  readonly promisedMinor: bigint;
}

export const NOTHING_OPEN: OpenParts = { notDueMinor: 0n, overdueMinor: 0n, disputedMinor: 0n, promisedMinor: 0n };

/**
 * Splits the open amount of an invoice on the debtor's day `today`: what is disputed, of the rest what is promised, and
 * the remainder as overdue or not yet due. Due today is not overdue. Pure and total; the parts add up to principal and
 * charges.
 */
export function splitOpen(invoice: OpenInvoice, today: IsoDate): OpenParts {
  const openMinor = invoice.principalMinor + invoice.chargesMinor;
  const disputedMinor = invoice.disputed === 'whole' ? openMinor : least(invoice.disputed, openMinor);
  const promisedMinor = least(invoice.promisedMinor, openMinor - disputedMinor);
  const restMinor = openMinor - disputedMinor - promisedMinor;
  const isOverdue = invoice.dueOn < today;
  return {
    notDueMinor: isOverdue ? 0n : restMinor,
    overdueMinor: isOverdue ? restMinor : 0n,
    disputedMinor,
    promisedMinor,
  };
}

/** The sum of the parts. */
export function openOf({ notDueMinor, overdueMinor, disputedMinor, promisedMinor }: OpenParts): bigint {
  return notDueMinor + overdueMinor + disputedMinor + promisedMinor;
}

/** The parts of both, added. */
export function addParts(a: OpenParts, b: OpenParts): OpenParts {
  return {
    notDueMinor: a.notDueMinor + b.notDueMinor,
    overdueMinor: a.overdueMinor + b.overdueMinor,
    disputedMinor: a.disputedMinor + b.disputedMinor,
    promisedMinor: a.promisedMinor + b.promisedMinor,
  };
}

/** What a customer owes in one currency, and the credit that is not applied to an invoice yet. */
export interface CurrencyBalance {
  readonly currency: string;
  readonly openMinor: bigint;
  readonly creditMinor: bigint;
}

/** A limit in a currency's minor units. */
export interface LimitAmount {
  readonly minor: bigint;
  readonly currency: string;
}

/** One currency of an exposure. */
export interface ExposureRow extends CurrencyBalance {
  /** What of the credit comes off the open amount: never more than that, and never in another currency. */
  readonly nettedMinor: bigint;
  /** Open without what is netted. */
  readonly totalMinor: bigint;
  /** The total in the currency of the exposure. */
  readonly countedMinor: bigint;
  /** `rate`: by an exchange rate that the organization entered; `estimate`: by the rough size of a unit. */
  readonly converted: 'no' | 'rate' | 'estimate';
}

/** What the organization has at stake with a customer, beside the limit in the same currency. */
export interface Exposure {
  readonly currency: string;
  readonly rows: readonly ExposureRow[];
  readonly minor: bigint;
  /** Null: the customer has no limit. */
  readonly limitMinor: bigint | null;
}

/** How an organization counts. */
export interface ExposureRules {
  readonly money: OrganizationMoney;
  /** Whether credit that is not applied comes off what is open. */
  readonly netCredit: boolean;
}

/**
 * Adds up what a customer owes on a day, currency by currency. When all of it and the limit are in one currency,
 * nothing is converted; else all is counted in the organization's currency. Each row is rounded once, half-even, so
 * that the rows add up to the exposure. Throws a RangeError for a currency that is not in the catalogue.
 */
export function exposureOf(
  balances: readonly CurrencyBalance[],
  limit: LimitAmount | null,
  { money, netCredit }: ExposureRules,
  today: IsoDate,
): Exposure {
  const netted = balances.map((balance) => {
    const nettedMinor = netCredit ? least(balance.creditMinor, balance.openMinor) : 0n;
    return { ...balance, nettedMinor, totalMinor: balance.openMinor - nettedMinor };
  });
  const currencies = new Set([
    ...netted.flatMap(({ totalMinor, currency }) => (totalMinor > 0n ? [currency] : [])),
    ...(limit ? [limit.currency] : []),
  ]);
  const [only = money.currency] = currencies;
  const currency = currencies.size <= 1 ? only : money.currency;
  const rows = netted.map((row): ExposureRow => ({ ...row, ...countIn(currency, row, money, today) }));
  return {
    currency,
    rows,
    minor: rows.reduce((sum, { countedMinor }) => sum + countedMinor, 0n),
    limitMinor:
      limit && countIn(currency, { totalMinor: limit.minor, currency: limit.currency }, money, today).countedMinor,
  };
}

function countIn(
  currency: string,
  amount: { readonly totalMinor: bigint; readonly currency: string },
  money: OrganizationMoney,
  today: IsoDate,
): Pick<ExposureRow, 'countedMinor' | 'converted'> {
  if (amount.currency === currency) return { countedMinor: amount.totalMinor, converted: 'no' };
  const sum = inOrganizationCurrency([{ currency: amount.currency, minor: amount.totalMinor }], money, today);
  return { countedMinor: sum.minor, converted: sum.estimated.length > 0 ? 'estimate' : 'rate' };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
