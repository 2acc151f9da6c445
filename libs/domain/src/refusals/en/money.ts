import type { MoneyRefusals } from '../money.ts';
import type { Words } from '../refusal.ts';

/** Refusals of amounts and currencies, in English. */
export const money: Words<MoneyRefusals> = {
  'not-an-amount': ({ text }) =>
    `"${text}" is not an amount: write it as a decimal number such as "1210.00", without grouping`,
  'too-many-decimals': ({ text, decimals, currency, most }) =>
    `"${text}" has ${decimals} decimals, and ${currency} has ${most}`,
  'amount-too-large': ({ text }) => `"${text}" is larger than an amount may be`,
  'unknown-currency': ({ currency }) => `unknown currency ${currency}: use an ISO 4217 code such as EUR, USD or CLP`,
  'currency-not-decimal': ({ currency }) =>
    `${currency} cannot be used: its smaller unit is a fifth, and Puntual keeps amounts in decimals`,
  'not-a-currency': ({ currency }) =>
    `${currency === '' ? '""' : currency} is no ISO 4217 currency code, such as EUR, USD or CLP`,
  'not-positive': 'must be more than zero',
};
