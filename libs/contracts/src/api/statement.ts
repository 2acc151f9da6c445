import { z } from 'zod';
import { format } from '@puntual/domain/refusals/schema-issues';

const amount = z.string();
const date = z.iso.date();

export const statementQuerySchema = z.strictObject({
  /** The account at the end of this day; today where the customer is, when left out. */
  date: date.regex(/^(19|20|21)/, format('day-in-range')).optional(),
  /** Only what was recorded until this moment counts, so that the same question has the same answer ever after; final one minute later. All that is known now, when left out. */
  knownAt: z.iso.datetime({ offset: true }).optional(),
  /** The language of the PDF; the customer's own when left out. */
  language: z.enum(['en', 'es']).optional(),
});
export type StatementQuery = z.infer<typeof statementQuerySchema>;

export const statementItemSchema = z
  .object({
    invoiceId: z.string(),
    number: z.string(),
    issueDate: date,
    dueDate: date,
    daysLate: z.int(),
    currency: z.string(),
    purchaseOrder: z.string().nullable(),
    /** What was invoiced with its amendments; the fees and interest on top; and what of both is open. */
    total: amount,
    charges: amount,
    open: amount,
    /** The sum of each kind of entry; together they are what is open. */
    entries: z.array(z.object({ kind: z.string(), amount })),
  })
  .meta({ id: 'StatementItem' });

export const statementSchema = z
  .object({
    customerId: z.string(),
    customerName: z.string(),
    date,
    /** The moment it is pinned to; null: all that is known now, which may change. */
    knownAt: z.iso.datetime().nullable(),
    overdue: z.array(statementItemSchema),
    upcoming: z.array(statementItemSchema),
    /** Payments and credit notes of the last 90 days, and older ones that are not allocated; newest first. */
    payments: z.array(
      z.object({
        kind: z.enum(['payment', 'credit-note']),
        paymentId: z.string(),
        receivedOn: date,
        currency: z.string(),
        amount,
        unallocated: amount,
        reference: z.string().nullable(),
        reversedOn: date.nullable(),
      }),
    ),
    /** Per currency, never added up: open is overdue and upcoming, balance is open less the credit. */
    sums: z.array(
      z.object({
        currency: z.string(),
        overdue: amount,
        upcoming: amount,
        open: amount,
        charges: amount,
        credit: amount,
        balance: amount,
      }),
    ),
  })
  .meta({ id: 'Statement' });
export type StatementView = z.infer<typeof statementSchema>;
