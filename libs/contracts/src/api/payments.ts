import { z } from 'zod';
import { refusedAs } from '@puntual/domain/refusals/schema-issues';
import { currencySchema } from '../events/amount.ts';
import { freeTextSchema } from '../events/envelope.ts';
import { amount, date, pageOf, pageQuerySchema, reasonSchema } from './common.ts';

/** A payment or a credit note. `unallocated` is the part on no invoice: the customer's credit. */
export const paymentSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['payment', 'credit-note']),
    paymentId: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    currency: z.string(),
    amount,
    unallocated: amount,
    /** What was taken back by the payer’s bank, and what was paid back to the customer. */
    reversed: amount,
    refunded: amount,
    receivedOn: date,
    method: z.string(),
    reference: z.string().nullable(),
    status: z.enum(['received', 'reversed']),
    /** The open task that asks a person to allocate the payment. */
    taskId: z.uuid().nullable(),
  })
  .meta({ id: 'Payment' });
export type PaymentView = z.infer<typeof paymentSchema>;

const allocated = z.object({ invoiceId: z.string(), number: z.string(), amount });

/**
 * Adds the allocations, the remittance lines whose invoice has not arrived yet, and suggestions for the unallocated
 * part.
 */
export const paymentDetailSchema = paymentSchema
  .extend({
    allocations: z.array(allocated.extend({ status: z.string(), open: amount })),
    awaiting: z.array(z.object({ invoiceId: z.string(), amount })),
    /** Most likely first. `score` is 0 to 100; `allocations` has the form of a person's request. */
    suggestions: z.array(z.object({ score: z.int(), reasons: z.array(reasonSchema), allocations: z.array(allocated) })),
  })
  .meta({ id: 'PaymentDetail' });
export type PaymentDetailView = z.infer<typeof paymentDetailSchema>;

export const paymentQuerySchema = pageQuerySchema.extend({
  customerId: z.string().max(100).optional(),
  kind: z.enum(['payment', 'credit-note']).optional(),
  status: z.enum(['received', 'reversed']).optional(),
  /** `true`: only payments with unallocated money. */
  unallocated: z.enum(['true', 'false']).optional(),
  receivedFrom: date.optional(),
  receivedUntil: date.optional(),
  q: z.string().max(100).optional(),
});

/** Most invoices that one request allocates money to or takes it from. */
export const MOST_PARTS = 200;
const part = z.strictObject({ invoiceId: z.string().min(1).max(100), amount: z.string().max(30) });

/**
 * How a person allocates a payment. `takeBack` with `allocations` moves money between invoices; `takeBack` alone makes
 * it the customer's credit.
 */
export const placePaymentSchema = z
  .strictObject({
    takeBack: z.array(part).max(MOST_PARTS).default([]),
    allocations: z.array(part).max(MOST_PARTS).default([]),
    reason: freeTextSchema(500).trim().min(1),
  })
  .refine(({ takeBack, allocations }) => takeBack.length + allocations.length > 0, {
    path: ['allocations'],
    ...refusedAs('no-invoice-named', {}),
  })
  .meta({ id: 'PlacePayment' });
export type PlacePayment = z.infer<typeof placePaymentSchema>;

/** Assigns a payment from a bank file to the right customer. */
export const reassignPaymentSchema = z
  .strictObject({ customerId: z.string().min(1).max(100), reason: freeTextSchema(500).trim().min(1) })
  .meta({ id: 'ReassignPayment' });
export type ReassignPayment = z.infer<typeof reassignPaymentSchema>;

/** Without `amount`, all that is left of the payment is taken back. */
export const reversePaymentSchema = z
  .strictObject({ on: date, amount: z.string().max(30).optional(), reason: freeTextSchema(500).trim().min(1) })
  .meta({ id: 'ReversePayment' });
export type ReversePayment = z.infer<typeof reversePaymentSchema>;

/** Credit that was paid back. With neither `paymentId` nor `creditNoteId` it is the customer’s oldest credit. */
export const refundSchema = z
  .strictObject({
    amount: z.string().max(30),
    currency: currencySchema,
    on: date,
    paymentId: z.string().min(1).max(100).optional(),
    creditNoteId: z.string().min(1).max(100).optional(),
  })
  .refine(({ paymentId, creditNoteId }) => paymentId === undefined || creditNoteId === undefined, {
    path: ['creditNoteId'],
    ...refusedAs('refund-of-two', {}),
  })
  .meta({ id: 'Refund' });
export type Refund = z.infer<typeof refundSchema>;

/** The payments and credit notes (the ERP’s ids) whose money was paid back. */
export const refundDoneSchema = z
  .object({
    refundId: z.string(),
    parts: z.array(
      z.object({ kind: z.enum(['payment', 'credit-note']), paymentId: z.string(), amount, currency: z.string() }),
    ),
  })
  .meta({ id: 'RefundDone' });

export const paymentPageSchema = pageOf(paymentSchema, 'PaymentPage');

/** Without `amount`, the whole open sum is written off. */
export const writeOffSchema = z
  .strictObject({ reason: freeTextSchema(500).trim().min(1), amount: z.string().max(30).optional() })
  .meta({ id: 'WriteOff' });
export const reverseWriteOffSchema = z
  .strictObject({ reason: freeTextSchema(500).trim().min(1) })
  .meta({ id: 'ReverseWriteOff' });
