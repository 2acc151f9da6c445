import { z } from 'zod';
import { NOTICE_LANGUAGES } from '@puntual/domain/policy/written-notices';
import { format } from '@puntual/domain/refusals/schema-issues';

const amount = z.string();
const date = z.iso.date();

export const statementQuerySchema = z.strictObject({
  /** The account as of the end of this day; default: today in the customer's time zone. */
  date: date.regex(/^(19|20|21)/, format('day-in-range')).optional(),
  /**
   * Ignore what was recorded after this instant, so that the same request always has the same answer. The answer is
   * final one minute after the instant. Default: everything known now.
   */
  knownAt: z.iso.datetime({ offset: true }).optional(),
  /** Language of the PDF; default: the customer's. */
  language: z.enum(NOTICE_LANGUAGES).optional(),
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
    /** The factor that the customer pays this invoice to, and how; null: the organization itself. */
    assigned: z.object({ to: z.string(), paymentInstructions: z.string().nullable() }).nullable(),
    /** The invoiced sum with its amendments; the fees and interest on top; the open part of both. */
    total: amount,
    charges: amount,
    open: amount,
    /** The sum of each kind of entry; together they are the open sum. */
    entries: z.array(z.object({ kind: z.string(), amount })),
  })
  .meta({ id: 'StatementItem' });

export const statementSchema = z
  .object({
    customerId: z.string(),
    customerName: z.string(),
    date,
    /** The instant of knowledge; null: everything known now, which may change. */
    knownAt: z.iso.datetime().nullable(),
    overdue: z.array(statementItemSchema),
    upcoming: z.array(statementItemSchema),
    /** Payments and credit notes of the last 90 days, and older unallocated ones; newest first. */
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
    /** Per currency, never added up: `open` is overdue plus upcoming, `balance` is open less credit. */
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

/** The accounts of a group's customers, and the sums of all. Days count in the time zone of the payer. */
export const groupStatementSchema = z
  .object({
    groupId: z.string(),
    name: z.string().nullable(),
    /** Null: nobody pays for the group. */
    payer: z.object({ customerId: z.string(), name: z.string() }).nullable(),
    date,
    /** The instant of knowledge; null: everything known now, which may change. */
    knownAt: z.iso.datetime().nullable(),
    /** The payer first, then by name. */
    members: z.array(statementSchema),
    /**
     * Per currency, never added up. `balance` is open less credit; `toPay` nets the credit of each customer with that
     * customer's invoices alone.
     */
    sums: z.array(statementSchema.shape.sums.element.extend({ toPay: amount })),
  })
  .meta({ id: 'GroupStatement' });
export type GroupStatementView = z.infer<typeof groupStatementSchema>;
