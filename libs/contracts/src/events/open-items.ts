import { z } from 'zod';
import { refuse } from '@puntual/domain/refusals/schema-issues';
import { amountSchema, checkAmounts, currencySchema } from './amount.ts';
import { daySchema, erpIdSchema, textSchema } from './envelope.ts';

/** For a list with too many elements: the checks across elements do not run on it. */
const endsHere = { abort: true } as const;
/** Longest part of a wrong name that a refusal repeats. */
const SHOWN = 100;

/** Most items in one customer's list. */
const MOST_LISTED_ITEMS = 2000;

export const openItemsListedSchema = z
  .object({
    customerId: erpIdSchema,
    /** The day at whose end the items were open. */
    asOf: daySchema,
    items: z
      .array(
        z.object({
          invoiceId: erpIdSchema.optional(),
          number: textSchema(80).optional(),
          currency: currencySchema,
          open: amountSchema,
        }),
      )
      .max(MOST_LISTED_ITEMS, endsHere),
    /** Unallocated payments and credit notes on that day. Without them, credits are not compared. */
    credits: z
      .array(
        z.object({
          paymentId: erpIdSchema.optional(),
          creditNoteId: erpIdSchema.optional(),
          currency: currencySchema,
          open: amountSchema,
        }),
      )
      .max(MOST_LISTED_ITEMS, endsHere)
      .optional(),
  })
  .superRefine((data, context) => {
    const named = new Set<string>();
    for (const [index, item] of data.items.entries()) {
      const name = item.invoiceId ? `id ${item.invoiceId}` : `number ${item.number ?? ''}`;
      if (item.invoiceId === undefined && item.number === undefined)
        refuse(context, ['items', index], { code: 'invoice-not-named', values: {} });
      else if (named.has(name))
        refuse(context, ['items', index], {
          code: 'invoice-twice',
          values: { invoice: (item.invoiceId ?? item.number ?? '').slice(0, SHOWN) },
        });
      named.add(name);
      checkAmounts(item.currency, { [`items.${index}.open`]: item.open }, context);
    }
    const credits = new Set<string>();
    for (const [index, credit] of (data.credits ?? []).entries()) {
      const name = credit.paymentId ? `payment ${credit.paymentId}` : `credit note ${credit.creditNoteId ?? ''}`;
      if ((credit.paymentId === undefined) === (credit.creditNoteId === undefined))
        refuse(context, ['credits', index], { code: 'credit-not-named', values: {} });
      else if (credits.has(name))
        refuse(context, ['credits', index], {
          code: 'credit-twice',
          values: { credit: (credit.paymentId ?? credit.creditNoteId ?? '').slice(0, SHOWN) },
        });
      credits.add(name);
      checkAmounts(credit.currency, { [`credits.${index}.open`]: credit.open }, context);
    }
  });
