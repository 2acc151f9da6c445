import { z } from 'zod';
import { DIFFERENCE_KINDS } from '@puntual/domain/ledger/compare-open-items';
import { refusedAs } from '@puntual/domain/refusals/schema-issues';

const date = z.iso.date();
const money = z.object({ currency: z.string(), amount: z.string() });

/** Most items of one list, and most differences that one answer shows. */
export const MOST_ITEMS = 20_000;
export const MOST_DIFFERENCES = 2_000;

/** The ERP's open items, as `items` (and `credits`: what is left of payments and credit notes; left out, nothing is said of them) or as the text of a CSV file. `asOf`: the day at whose end they were open; left out: now. `knownAt`: only what was recorded until then counts. */
export const reconcileSchema = z
  .strictObject({
    asOf: date.optional(),
    knownAt: z.iso.datetime({ offset: true }).optional(),
    items: z
      .array(
        z.strictObject({
          invoiceId: z.string().min(1).max(100).optional(),
          number: z.string().min(1).max(80).optional(),
          currency: z.string().max(10),
          open: z.string().max(30),
        }),
      )
      .max(MOST_ITEMS)
      .optional(),
    credits: z
      .array(
        z.strictObject({
          paymentId: z.string().min(1).max(100).optional(),
          creditNoteId: z.string().min(1).max(100).optional(),
          currency: z.string().max(10),
          open: z.string().max(30),
        }),
      )
      .max(MOST_ITEMS)
      .optional(),
    csv: z.string().max(4_000_000).optional(),
  })
  .refine(({ items, csv }) => (items === undefined) !== (csv === undefined), {
    path: ['items'],
    ...refusedAs('items-or-csv', {}),
  })
  .refine(({ credits, csv }) => credits === undefined || csv === undefined, {
    path: ['credits'],
    ...refusedAs('credits-beside-csv', {}),
  })
  .meta({ id: 'Reconcile' });
export type Reconcile = z.infer<typeof reconcileSchema>;

const total = z.object({ currency: z.string(), here: z.string(), there: z.string(), difference: z.string() });

export const reconciliationSchema = z
  .object({
    asOf: date.nullable(),
    knownAt: z.iso.datetime().nullable(),
    items: z.int(),
    agreed: z.int(),
    different: z.int(),
    /** How many differences of each kind there are, also of those that are not shown. */
    counts: z.record(z.enum(DIFFERENCE_KINDS), z.int()),
    totals: z.array(total),
    /** The same of credits; null when the list says nothing of them. */
    creditTotals: z.array(total).nullable(),
    differences: z.array(
      z.object({
        kind: z.enum(DIFFERENCE_KINDS),
        invoiceId: z.string().nullable(),
        number: z.string().nullable(),
        paymentId: z.string().nullable(),
        creditNoteId: z.string().nullable(),
        here: money.nullable(),
        there: money.nullable(),
        text: z.string(),
      }),
    ),
  })
  .meta({ id: 'Reconciliation' });
/** The ERP's latest list of one customer, and how it compares with the books of its day as they are known now. */
export const listedReconciliationSchema = reconciliationSchema
  .extend({ asOf: date, listedAt: z.iso.datetime() })
  .meta({ id: 'ListedReconciliation' });
export type ListedReconciliationView = z.infer<typeof listedReconciliationSchema>;
export type ReconciliationView = z.infer<typeof reconciliationSchema>;
