import type { MoneyRefusals } from '../money.ts';
import type { Words } from '../refusal.ts';

/** Refusals of amounts and currencies, in Spanish. */
export const money: Words<MoneyRefusals> = {
  'not-an-amount': ({ text }) =>
    `«${text}» no es un importe: escríbalo como número decimal, por ejemplo "1210.00", sin separadores de miles`,
  'too-many-decimals': ({ text, decimals, currency, most }) =>
    `«${text}» tiene ${decimals} decimales, y ${currency} admite ${most}`,
  'amount-too-large': ({ text }) => `«${text}» supera el importe máximo`,
  'unknown-currency': ({ currency }) => `moneda desconocida ${currency}: use un código ISO 4217 como EUR, USD o CLP`,
  'currency-not-decimal': ({ currency }) =>
    `${currency} no se puede usar: su fracción es la quinta parte, y Puntual lleva los importes en decimales`,
  'not-a-currency': ({ currency }) =>
    `${currency === '' ? '""' : currency} no es un código de moneda ISO 4217, como EUR, USD o CLP`,
  'not-positive': 'debe ser mayor que cero',
};
