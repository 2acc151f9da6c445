import { z } from 'zod';
import { isTimeZone } from '@puntual/domain/calendar/dates';
import { format, refuse } from '@puntual/domain/refusals/schema-issues';
import { customerProcedureSchema } from '@puntual/domain/policy/customer-procedure';
import { amountSchema, checkAmounts, currencySchema } from './amount.ts';
import { daySchema, erpIdSchema, freeTextSchema, STORABLE, textSchema } from './envelope.ts';
import { checkInstalments, instalmentFields } from './instalments.ts';
import {
  channelSchema,
  contactRoleSchema,
  CUSTOMER_KINDS,
  RISKS,
  stageSchema,
} from '@puntual/domain/policy/vocabulary';

/** For a list with too many elements: the checks across elements, some of them quadratic, do not run on it. */
const endsHere = { abort: true } as const;

const url = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .regex(STORABLE, format('storable-url'));
export const languageSchema = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, format('language'));

export const contactSchema = z.object({
  contactId: erpIdSchema,
  name: textSchema(200),
  role: contactRoleSchema.default('accounts-payable'),
  email: z.email().max(254).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, format('phone'))
    .optional(),
  channels: z.array(channelSchema).max(5).default(['email']),
});

export const addressSchema = z.object({
  lines: z.array(textSchema(200)).min(1).max(6),
  postalCode: textSchema(20).optional(),
  city: textSchema(100),
  country: z.string().regex(/^[A-Z]{2}$/, format('country')),
});

export const customerGroupSchema = z.object({
  groupId: erpIdSchema,
  name: textSchema(200).optional(),
  payer: erpIdSchema.optional(),
});

export const customerUpsertedSchema = z
  .object({
    customerId: erpIdSchema,
    name: textSchema(200),
    kind: z.enum(CUSTOMER_KINDS).default('business'),
    taxId: textSchema(40).optional(),
    country: z.string().regex(/^[A-Z]{2}$/, format('country')),
    language: languageSchema,
    timeZone: z.string().refine(isTimeZone, format('time-zone')),
    currency: currencySchema,
    contacts: z.array(contactSchema).max(50, endsHere).default([]),
    address: addressSchema.optional(),
    creditLimit: amountSchema.optional(),
    tags: z.array(textSchema(40)).max(50).default([]),
    directDebit: z.boolean().default(false),
    /** ISO 3166-2, for regional holidays. */
    region: z
      .string()
      .regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/, format('region'))
      .optional(),
    /** The ERP's rating of the payer; without it Puntual rates the payer by the payment history. */
    risk: z.enum(RISKS).optional(),
    /**
     * The collector who looks after the customer: an id of `GET /v1/collectors`, or the e-mail with which that person
     * signs in. Left out: what is known stays; null: nobody.
     */
    accountManager: textSchema(100).nullable().optional(),
    /**
     * The group of customers with one payer that the customer is in; `payer`: the customer who pays for all of them and
     * is contacted. Left out: what is known stays; null: the customer is in no group. Without `payer` the group's payer
     * stays.
     */
    group: customerGroupSchema.nullable().optional(),
    /**
     * How the customer pays: what invoices need, the cut-off day, the pay runs. Left out: what is known stays; null:
     * the customer has no procedure.
     */
    procedure: customerProcedureSchema.nullable().optional(),
  })
  .superRefine((data, context) => {
    checkAmounts(data.currency, { creditLimit: data.creditLimit }, context);
    if (data.region !== undefined && !data.region.startsWith(`${data.country}-`))
      refuse(context, ['region'], {
        code: 'region-of-other-country',
        values: { region: data.region, country: data.country },
      });
    const ids = data.contacts.map((contact) => contact.contactId);
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (twice >= 0) refuse(context, ['contacts', twice, 'contactId'], { code: 'contact-twice', values: {} });
  });

/** Two customers are one: what is of `from` is of `into` from now on. */
export const customerMergedSchema = z
  .object({ from: erpIdSchema, into: erpIdSchema })
  .superRefine(({ from, into }, context) => {
    if (from === into) refuse(context, ['into'], { code: 'merged-into-itself', values: { customerId: from } });
  });

export const invoiceIssuedSchema = z
  .object({
    invoiceId: erpIdSchema,
    number: textSchema(80),
    customerId: erpIdSchema,
    issueDate: daySchema,
    dueDate: daySchema,
    currency: currencySchema,
    total: amountSchema,
    tax: amountSchema.optional(),
    purchaseOrder: textSchema(80).optional(),
    deliveryNote: textSchema(80).optional(),
    /** The number that the customer's portal gave the invoice when it was entered there. */
    portalReference: textSchema(140).optional(),
    /** What the payer is asked to write on the payment: a creditor reference (RF), a QR or ESR reference, or others. */
    paymentReference: textSchema(140).optional(),
    documentUrl: url.optional(),
    paymentUrl: url.optional(),
    lines: z
      .array(
        z.object({
          description: textSchema(500),
          quantity: z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, format('quantity')),
          amount: amountSchema,
        }),
      )
      .max(500, endsHere)
      .optional(),
    terms: z
      .object({
        earlyPayment: z
          .object({
            percent: z.string().regex(/^\d{1,2}(\.\d{1,4})?$/, format('percentage')),
            days: z.int().min(1).max(365),
          })
          .optional(),
      })
      .optional(),
    alreadyReached: z.object({ stage: stageSchema, on: daySchema }).optional(),
    policy: freeTextSchema(40).optional(),
    /** The contact for messages about this invoice, preferred to the contacts of a step's roles. */
    contactId: erpIdSchema.optional(),
    ...instalmentFields,
  })
  .superRefine((data, context) => {
    checkInstalments(data, context);
    const lines = Object.fromEntries((data.lines ?? []).map((line, index) => [`lines.${index}.amount`, line.amount]));
    checkAmounts(data.currency, { total: data.total, tax: data.tax, ...lines }, context, { positive: ['total'] });
    if (data.dueDate < data.issueDate) refuse(context, ['dueDate'], { code: 'due-before-issue', values: {} });
  });

export const invoiceAmendedSchema = z.object({
  invoiceId: erpIdSchema,
  customerId: erpIdSchema,
  revision: z.int().min(1),
  dueDate: daySchema.optional(),
  total: amountSchema.optional(),
  paymentReference: textSchema(140).optional(),
  /** What the customer's procedure asks for and the invoice lacked. */
  purchaseOrder: textSchema(80).optional(),
  deliveryNote: textSchema(80).optional(),
  portalReference: textSchema(140).optional(),
  documentUrl: url.optional(),
  paymentUrl: url.optional(),
});

export const invoiceCancelledSchema = z.object({
  invoiceId: erpIdSchema,
  customerId: erpIdSchema,
  reason: textSchema(500).optional(),
});

export const paymentReceivedSchema = z
  .object({
    paymentId: erpIdSchema,
    customerId: erpIdSchema,
    amount: amountSchema,
    currency: currencySchema,
    receivedOn: daySchema,
    method: z.enum(['transfer', 'card', 'direct-debit', 'cash', 'cheque', 'other']).default('other'),
    reference: freeTextSchema(2000).optional(),
    allocations: z
      .array(z.object({ invoiceId: erpIdSchema, amount: amountSchema }))
      .max(1000, endsHere)
      .optional(),
  })
  .superRefine((data, context) => {
    const lines = Object.fromEntries(
      (data.allocations ?? []).map((line, index) => [`allocations.${index}.amount`, line.amount]),
    );
    checkAmounts(data.currency, { amount: data.amount, ...lines }, context, {
      positive: ['amount', ...Object.keys(lines)],
    });
  });

export const paymentReversedSchema = z.object({
  paymentId: erpIdSchema,
  customerId: erpIdSchema,
  reversedOn: daySchema,
  /** The part that was taken back, in the payment's currency; without it, all that is left of the payment. */
  amount: amountSchema.optional(),
  /** The sender's id of this reversal; it tells two equal parts of one day apart. */
  reversalId: erpIdSchema.optional(),
  reason: textSchema(500).optional(),
  /** What came back was a direct debit, even if the payment was published as something else. */
  method: z.enum(['direct-debit']).optional(),
});

export const creditNoteIssuedSchema = z
  .object({
    creditNoteId: erpIdSchema,
    number: textSchema(80).optional(),
    customerId: erpIdSchema,
    amount: amountSchema,
    currency: currencySchema,
    issueDate: daySchema,
    allocations: z
      .array(z.object({ invoiceId: erpIdSchema, amount: amountSchema }))
      .max(1000, endsHere)
      .optional(),
  })
  .superRefine((data, context) => {
    const lines = Object.fromEntries(
      (data.allocations ?? []).map((line, index) => [`allocations.${index}.amount`, line.amount]),
    );
    checkAmounts(data.currency, { amount: data.amount, ...lines }, context, {
      positive: ['amount', ...Object.keys(lines)],
    });
  });

/** Credit of a customer that was paid back; invoices stay as they are. */
export const creditRefundedSchema = z
  .object({
    refundId: erpIdSchema,
    customerId: erpIdSchema,
    amount: amountSchema,
    currency: currencySchema,
    refundedOn: daySchema,
    /** Whose money it was; with neither, the customer's oldest credit. */
    paymentId: erpIdSchema.optional(),
    creditNoteId: erpIdSchema.optional(),
    reference: freeTextSchema(2000).optional(),
  })
  .superRefine((data, context) => {
    checkAmounts(data.currency, { amount: data.amount }, context, { positive: ['amount'] });
    if (data.paymentId !== undefined && data.creditNoteId !== undefined)
      refuse(context, ['creditNoteId'], { code: 'refund-of-two', values: {} });
  });

export const feedHeartbeatSchema = z.object({ feed: textSchema(80), completeUntil: z.iso.datetime({ offset: true }) });

export const agencyReportedSchema = z.object({
  invoiceId: erpIdSchema,
  customerId: erpIdSchema,
  outcome: z.enum(['accepted', 'collected', 'returned', 'uncollectable']),
  on: daySchema,
  amount: amountSchema.optional(),
  currency: currencySchema.optional(),
  reference: textSchema(200).optional(),
});

/** The ERP stopped supply, as `puntual.supply-hold.requested.v1` asked, from the day `on`. */
export const supplyHoldConfirmedSchema = z.object({ invoiceId: erpIdSchema, customerId: erpIdSchema, on: daySchema });

/**
 * The invoice was assigned to a factor; `assignedTo` null: it came back by recourse. `paymentInstructions`: how the
 * customer pays the factor.
 */
export const invoiceAssignedSchema = z.object({
  invoiceId: erpIdSchema,
  customerId: erpIdSchema,
  assignedTo: textSchema(140).nullable(),
  on: daySchema,
  paymentInstructions: freeTextSchema(500).optional(),
});
