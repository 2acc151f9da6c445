import { z } from 'zod';
import { readAmount } from '@puntual/domain/money/amount';
import { isCurrency, whyNoCurrency } from '@puntual/domain/money/currency';
import { format, refuse } from '@puntual/domain/refusals/schema-issues';

const AMOUNT = /^\d{1,16}(\.\d{1,4})?$/;
/** A decimal string in the currency's own minor units, not negative ("1210.00" EUR, "15000" CLP, "3.250" KWD). */
export const amountSchema = z.string().regex(AMOUNT, format('amount'));

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: format('currency-code'), abort: true })
  .refine(isCurrency, { error: ({ input }) => listedFormat(String(input)), abort: true });

function listedFormat(currency: string): string {
  return format(whyNoCurrency(currency) === 'currency-not-decimal' ? 'decimal-currency' : 'listed-currency');
}

/**
 * Adds an issue for each named amount that the currency cannot express (too many decimals, too large). Use it in
 * `superRefine`.
 */
export function checkAmounts(
  currency: string,
  amounts: Record<string, string | undefined>,
  context: z.RefinementCtx,
  options: { positive?: readonly string[] } = {},
): void {
  for (const [name, text] of Object.entries(amounts)) {
    if (text === undefined || !AMOUNT.test(text)) continue; // the field's own schema reports that
    const path = name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const minor = readAmount(text, currency, name);
    if (typeof minor !== 'bigint') refuse(context, path, minor);
    else if (minor === 0n && options.positive?.includes(name))
      refuse(context, path, { code: 'not-positive', values: {} });
  }
}
