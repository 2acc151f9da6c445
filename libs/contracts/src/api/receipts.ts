import { z } from 'zod';
import { freeTextSchema } from '../events/envelope.ts';
import { amount, date, pageOf, pageQuerySchema, reasonSchema } from './common.ts';

const RECEIPT_STATES = ['open', 'assigned', 'returned', 'listed', 'split', 'untied', 'tied', 'handled'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

const money = z.object({ amount, currency: z.string() });

/** Money that arrived without a known payer, as the bank reported it. */
export const receiptSchema = z
  .object({
    id: z.uuid(),
    /** The bank's id of the movement; it becomes the payment's id once a customer is assigned. */
    receiptId: z.string(),
    /**
     * `listed`: a later file listed its payments one by one, and they count instead. `split`: it became several
     * payments. `untied`, `tied` and `handled` are money that went out: a payment came back, or a refund was paid, and
     * nobody knows whose; it is known now; a person has dealt with it.
     */
    state: z.enum(RECEIPT_STATES),
    currency: z.string(),
    amount,
    receivedOn: date,
    payer: z.string().nullable(),
    reference: z.string(),
    /** The customer whose payment it became. */
    customerId: z.string().nullable(),
    /** The day on which the money was sent back, with the reason beside it. */
    returnedOn: date.nullable(),
    reason: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
    decidedById: z.string().nullable(),
  })
  .meta({ id: 'Receipt' });
export type ReceiptView = z.infer<typeof receiptSchema>;

/** Adds the payer's account and the suggested customers. */
export const receiptDetailSchema = receiptSchema
  .extend({
    payerAccount: z.string().nullable(),
    endToEndId: z.string().nullable(),
    account: z.string(),
    /** The amount that the payer ordered, when the bank booked another currency. */
    instructed: money.nullable(),
    taskId: z.uuid().nullable(),
    /** The payments that it became, when it was split. */
    parts: z.array(z.object({ paymentId: z.string(), customerId: z.string(), amount })),
    /** Most likely first; empty once the receipt is decided. `score` is 0 to 100. */
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
  state: z.enum(RECEIPT_STATES).optional(),
});

/**
 * `rememberAccount`: from now on money from the payer's account is assigned to this customer automatically, unless the
 * movement names another. Not for accounts that pay for several customers.
 */
export const assignReceiptSchema = z
  .strictObject({ customerId: z.string().min(1).max(100), rememberAccount: z.boolean().default(true) })
  .meta({ id: 'AssignReceipt' });
export type AssignReceipt = z.infer<typeof assignReceiptSchema>;

/** Most customers that a receipt is split over, and most invoices of a part. */
export const MOST_SPLIT = 50;
export const MOST_INVOICES_OF_PART = 200;

/**
 * The parts add up to the receipt. Without `allocations`, a part is matched to the customer’s invoices like any other
 * payment.
 */
export const splitReceiptSchema = z
  .strictObject({
    parts: z
      .array(
        z.strictObject({
          customerId: z.string().min(1).max(100),
          amount: z.string().max(30),
          allocations: z
            .array(z.strictObject({ invoiceId: z.string().min(1).max(100), amount: z.string().max(30) }))
            .max(MOST_INVOICES_OF_PART)
            .default([]),
        }),
      )
      .min(2)
      .max(MOST_SPLIT),
  })
  .meta({ id: 'SplitReceipt' });
export type SplitReceipt = z.infer<typeof splitReceiptSchema>;

export const returnReceiptSchema = z
  .strictObject({ on: date, reason: freeTextSchema(500).trim().min(1) })
  .meta({ id: 'ReturnReceipt' });
export type ReturnReceipt = z.infer<typeof returnReceiptSchema>;

export const receiptPageSchema = pageOf(receiptSchema, 'ReceiptPage');
