import { z } from 'zod';
import { SUGGESTION_REASONS } from '@puntual/domain/credit/suggest-limit';
import { RISKS } from '@puntual/domain/policy/vocabulary';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';

const currency = z.string().length(3);
const limitAmount = z.object({ amount, currency });

/** One change of a limit. `limit` null: the limit was removed. */
export const creditLimitChangeSchema = z
  .object({
    id: z.uuid(),
    limit: limitAmount.nullable(),
    source: z.enum(['erp', 'person']),
    setBy: z.string(),
    setById: z.string(),
    reason: z.string().nullable(),
    setAt: instant,
  })
  .meta({ id: 'CreditLimitChange' });
export const creditLimitChangePageSchema = pageOf(creditLimitChangeSchema, 'CreditLimitChangePage');

/** What a customer owes in one currency: the four parts add up to `open`, and `open` less `netted` is `total`. */
export const exposureRowSchema = z
  .object({
    currency,
    notDue: amount,
    overdue: amount,
    disputed: amount,
    promised: amount,
    open: amount,
    /** Payments and credit notes that are not applied to an invoice. */
    unappliedCredit: amount,
    /** What of it comes off: at most what is open in the currency; nothing where credit is shown apart. */
    netted: amount,
    total: amount,
    /** The total in the currency of the exposure. */
    counted: amount,
    /** `rate`: by an exchange rate of the organization; `estimate`: by the rough size of a unit, for want of a rate. */
    converted: z.enum(['no', 'rate', 'estimate']),
  })
  .meta({ id: 'ExposureRow' });

/** The `counted` of the rows add up to `amount`. */
export const exposureSchema = z
  .object({ currency, amount, rows: z.array(exposureRowSchema) })
  .meta({ id: 'CreditExposure' });

/** A suggested limit: the parts add up to `amount`. */
export const suggestedLimitSchema = z
  .object({
    currency,
    amount,
    parts: z.array(
      z.object({
        reason: z.enum(SUGGESTION_REASONS),
        /** Of the highest balance; null for the balance itself and the rounding. */
        percent: z.int().nullable(),
        amount,
        text: z.string(),
      }),
    ),
    /** What it is made from, over twelve months, of the invoices in its currency. */
    history: z.object({
      from: date,
      highestBalance: amount,
      highestOn: date.nullable(),
      paidInvoices: z.int(),
      paidLate: z.int(),
      meanDaysLate: z.int(),
      risk: z.enum(RISKS),
      brokenPromises: z.int(),
    }),
  })
  .meta({ id: 'SuggestedLimit' });

export const customerCreditSchema = z
  .object({
    customerId: z.string(),
    /** The limit that holds, where it comes from; null: the customer may owe any amount. */
    limit: limitAmount.extend({ source: z.enum(['erp', 'person']) }).nullable(),
    /** What the ERP stated last. */
    erpLimit: limitAmount.nullable(),
    /** Counts the changes: a new limit names the version that its person saw. */
    version: z.int(),
    exposure: exposureSchema,
    /** The limit and what is left of it, in the currency of the exposure. Null without a limit. */
    limitCounted: amount.nullable(),
    available: amount.nullable(),
    /** Since when the limit counts as exceeded: until the exposure is clearly below it again. */
    exceededSince: instant.nullable(),
    /** The open task that asks a manager about it. */
    taskId: z.uuid().nullable(),
    /** The supply hold that a person asked for because of it. */
    supplyHold: z
      .object({ invoiceId: z.string(), state: z.enum(['requested', 'confirmed']), since: instant })
      .nullable(),
    suggestion: suggestedLimitSchema,
    /** The last changes, the newest first; `GET /v1/customers/:id/credit/history` has all. */
    history: z.array(creditLimitChangeSchema),
  })
  .meta({ id: 'CustomerCredit' });
export type CustomerCreditView = z.infer<typeof customerCreditSchema>;

export const setCreditLimitSchema = z
  .strictObject({
    /** Null: the customer may owe any amount. */
    limit: z.strictObject({ amount: z.string().min(1).max(24), currency }).nullable(),
    reason: z.string().trim().min(1).max(500),
    /** The `version` that was shown: 409 `credit-limit-changed` when it is another one by now. */
    version: z.int().min(0),
  })
  .meta({ id: 'SetCreditLimit' });
export type SetCreditLimit = z.infer<typeof setCreditLimitSchema>;

export const holdSupplySchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'HoldSupplyForCredit' });

/** A customer over the limit. */
export const overLimitSchema = z
  .object({
    customerId: z.string(),
    name: z.string(),
    limit: limitAmount,
    /** The exposure, the limit and what is beyond it, in the currency of the exposure. */
    currency,
    exposure: amount,
    limitCounted: amount,
    over: amount,
    since: instant,
    taskId: z.uuid().nullable(),
  })
  .meta({ id: 'CustomerOverLimit' });
export type OverLimitView = z.infer<typeof overLimitSchema>;
export const overLimitPageSchema = pageOf(overLimitSchema, 'CustomerOverLimitPage');
export const overLimitQuerySchema = pageQuerySchema;

/** One open invoice as the exposure counts it. */
export const exposedInvoiceSchema = z
  .object({
    invoiceId: z.string(),
    number: z.string(),
    dueDate: date,
    currency,
    notDue: amount,
    overdue: amount,
    disputed: amount,
    promised: amount,
    open: amount,
  })
  .meta({ id: 'ExposedInvoice' });
export const exposedInvoicePageSchema = pageOf(exposedInvoiceSchema, 'ExposedInvoicePage');
export const exposedInvoiceQuerySchema = pageQuerySchema;
