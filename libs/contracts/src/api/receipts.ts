import { z } from 'zod';
import { freeTextSchema } from '../events/envelope.ts';
import { pageOf, pageQuerySchema, reasonSchema } from './schemas.ts';

const date = z.iso.date();
const amount = z.string();
const money = z.object({ amount, currency: z.string() });

/** Money that came in and that nobody's name is on, as the bank told of it. */
export const receiptSchema = z
  .object({
    id: z.uuid(),
    /** The name of the movement: the id of the payment, once it is one. */
    receiptId: z.string(),
    state: z.enum(['open', 'assigned', 'returned']),
    currency: z.string(),
    amount,
    receivedOn: date,
    payer: z.string().nullable(),
    reference: z.string(),
    /** Whose payment it became. */
    customerId: z.string().nullable(),
    /** When it was sent back, and why. */
    returnedOn: date.nullable(),
    reason: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'Receipt' });
export type ReceiptView = z.infer<typeof receiptSchema>;

/** With the payer's account, and whose it may be. */
export const receiptDetailSchema = receiptSchema
  .extend({
    payerAccount: z.string().nullable(),
    endToEndId: z.string().nullable(),
    account: z.string(),
    /** What the payer ordered, where the bank booked another currency. */
    instructed: money.nullable(),
    taskId: z.uuid().nullable(),
    /** Most likely first; none once it is decided. `score` is 0 to 100. */
    suggestions: z.array(
      z.object({
        customerId: z.string(),
        customerName: z.string(),
        score: z.int(),
        reasons: z.array(reasonSchema),
        invoices: z.array(z.object({ invoiceId: z.string(), number: z.string(), currency: z.string(), open: amount })),
      }),
    ),
  })
  .meta({ id: 'ReceiptDetail' });
export type ReceiptDetailView = z.infer<typeof receiptDetailSchema>;

export const receiptQuerySchema = pageQuerySchema.extend({
  state: z.enum(['open', 'assigned', 'returned']).optional(),
});

/** `rememberAccount`: what comes from the payer's account from now on is this customer's by itself, unless it says otherwise. Not for accounts that pay for many. */
export const assignReceiptSchema = z
  .strictObject({ customerId: z.string().min(1).max(100), rememberAccount: z.boolean().default(true) })
  .meta({ id: 'AssignReceipt' });
export type AssignReceipt = z.infer<typeof assignReceiptSchema>;

export const returnReceiptSchema = z
  .strictObject({ on: date, reason: freeTextSchema(500).trim().min(1) })
  .meta({ id: 'ReturnReceipt' });
export type ReturnReceipt = z.infer<typeof returnReceiptSchema>;

export const receiptPageSchema = pageOf(receiptSchema, 'ReceiptPage');
