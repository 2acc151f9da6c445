import { z } from 'zod';
import { DIFFERENCE_KINDS } from '@puntual/domain/ledger/compare-open-items';
import { refusedAs } from '@puntual/domain/refusals/schema-issues';

const date = z.iso.date();
const money = z.object({ currency: z.string(), amount: z.string() });

/** Most items in one list, and most differences in one answer. */
export const MOST_ITEMS = 20_000;
export const MOST_DIFFERENCES = 2_000;

/**
 * The ERP's open items, as `items` (with optional `credits`: unallocated payments and credit notes) or as the text of a
 * CSV file. Without `credits`, credits are not compared. `asOf`: the day at whose end the items were open; default now.
 * `knownAt`: ignore what was recorded later.
 */
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
    /** Number of differences of each kind, including those left out of the answer. */
    counts: z.record(z.enum(DIFFERENCE_KINDS), z.int()),
    totals: z.array(total),
    /** The same totals for credits; null when the list has none. */
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
/** The ERP's latest list of one customer, compared with the ledger of that day as known now. */
export const listedReconciliationSchema = reconciliationSchema
  .extend({ asOf: date, listedAt: z.iso.datetime() })
  .meta({ id: 'ListedReconciliation' });
export type ListedReconciliationView = z.infer<typeof listedReconciliationSchema>;
export type ReconciliationView = z.infer<typeof reconciliationSchema>;
