import { z } from 'zod';
import { MOST_PROMISED_PARTS } from '@puntual/domain/promises/check-promise';
import { PROMISE_STATES } from '@puntual/domain/promises/judge-promise';
import { amount, date, instant, pageOf } from './common.ts';

/** A decimal string in the minor units of its currency, as a person enters it. */
const enteredAmount = z.string().max(30);
/** The ERP's ids of invoices. */
export const invoiceIdsSchema = z.array(z.string().min(1).max(100)).min(1).max(200);

const promisedShape = {
  /** The promised day; left out where there are `parts`. */
  date: date.optional(),
  /** Default: all that is open of the invoices. */
  amount: enteredAmount.optional(),
  /** Default: the currency of the first invoice. Invoices of other currencies are no part of the promise. */
  currency: z.string().max(10).optional(),
  /** Several dated sums, in the order of their days. */
  parts: z
    .array(z.strictObject({ date, amount: enteredAmount }))
    .min(1)
    .max(MOST_PROMISED_PARTS)
    .optional(),
  /** Who promised, in a person’s words. */
  promisedBy: z.string().trim().min(1).max(200).optional(),
};

/** What a customer promised. */
export const promisedSchema = z.strictObject(promisedShape);

const makeShape = {
  ...promisedShape,
  source: z.enum(['call', 'portal', 'reply', 'api']).default('api'),
  note: z.string().max(4000).optional(),
  /** The open promise that this one replaces: its level is one higher. */
  renews: z.uuid().optional(),
};

/** A promise about one invoice. */
export const makeInvoicePromiseSchema = z.strictObject(makeShape).meta({ id: 'MakeInvoicePromise' });
export type MakeInvoicePromise = z.infer<typeof makeInvoicePromiseSchema>;

/** A promise about invoices of a customer. */
export const makePromiseSchema = z
  .strictObject({ ...makeShape, invoiceIds: invoiceIdsSchema })
  .meta({ id: 'MakePromise' });
export type MakePromise = z.infer<typeof makePromiseSchema>;

/** A promise that replaces another one about the same invoices. */
export const renewPromiseSchema = z
  .strictObject({ ...promisedShape, source: makeShape.source, note: makeShape.note })
  .meta({ id: 'RenewPromise' });
export type RenewPromise = z.infer<typeof renewPromiseSchema>;

export const withdrawPromiseSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'WithdrawPromise' });

export const promiseSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    state: z.enum(PROMISE_STATES),
    currency: z.string(),
    /** What is promised in all, and what of it came in time. */
    promised: amount,
    kept: amount,
    parts: z.array(z.object({ date, amount })),
    invoices: z.array(z.object({ invoiceId: z.string(), number: z.string(), open: amount })),
    /** The last promised day with the days of grace: chasing stays silent until then. */
    until: date,
    graceDays: z.int(),
    /** 1, and one more with each renewal. */
    level: z.int(),
    renews: z.uuid().nullable(),
    source: z.enum(['call', 'portal', 'reply', 'api']),
    promisedBy: z.string().nullable(),
    note: z.string().nullable(),
    madeAt: instant,
    madeBy: z.string(),
    madeById: z.string(),
    /** Who agreed to a promise beyond what a collector may grant. */
    agreedBy: z.string().nullable(),
    agreedById: z.string().nullable(),
    endedAt: instant.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'PaymentPromise' });
export type PromiseView = z.infer<typeof promiseSchema>;
export const promisePageSchema = pageOf(promiseSchema, 'PaymentPromisePage');

/** How a customer keeps promises, over those whose time is over. */
export const promiseRecordSchema = z
  .object({
    open: z.int(),
    /** Promises that were not kept in full. */
    broken: z.int(),
    /** By currency: money promised and kept, and the share in percent. */
    kept: z.array(
      z.object({
        currency: z.string(),
        promises: z.int(),
        promised: amount,
        kept: amount,
        percent: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'PromiseRecord' });
export type PromiseRecordView = z.infer<typeof promiseRecordSchema>;
