import { z } from 'zod';
import { channelSchema, contactRoleSchema, CUSTOMER_KINDS } from '@puntual/domain/policy/vocabulary';
import { amount, instant, pageOf, pageQuerySchema } from './common.ts';
import { accountManagerSchema, customerGroupRefSchema } from './groups.ts';
import { promiseRecordSchema } from './promises.ts';
import { procedureSchema } from './procedure.ts';
import { optOutChannelSchema } from './opt-outs.ts';

export const contactViewSchema = z
  .object({
    contactId: z.string(),
    name: z.string(),
    role: contactRoleSchema,
    email: z.string().nullable(),
    phone: z.string().nullable(),
    channels: z.array(channelSchema),
    reachable: z.boolean(),
    /** The channels that the contact has opted out of. */
    optOuts: z.array(optOutChannelSchema),
  })
  .meta({ id: 'Contact' });

export const customerSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    name: z.string(),
    kind: z.enum(CUSTOMER_KINDS),
    country: z.string(),
    language: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    tags: z.array(z.string()),
    directDebit: z.boolean(),
    open: z.array(z.object({ currency: z.string(), open: amount, overdue: amount, credit: amount })),
    openInvoices: z.int(),
    lastContactAt: instant.nullable(),
  })
  .meta({ id: 'Customer' });
export type CustomerView = z.infer<typeof customerSchema>;

export const customerDetailSchema = customerSchema
  .extend({
    taxId: z.string().nullable(),
    contacts: z.array(contactViewSchema),
    /** How the customer pays. */
    procedure: procedureSchema,
    accountManager: accountManagerSchema.nullable(),
    group: customerGroupRefSchema.nullable(),
    /** How the customer keeps promises to pay. */
    promises: promiseRecordSchema,
    workflowId: z.string(),
    workflowUrl: z.url().nullable(),
  })
  .meta({ id: 'CustomerDetail' });
export type CustomerDetailView = z.infer<typeof customerDetailSchema>;

export const customerQuerySchema = pageQuerySchema.extend({ q: z.string().max(100).optional() });

export const customerPageSchema = pageOf(customerSchema, 'CustomerPage');

/** `into`: the ERP’s id of the customer who stays. */
export const mergeCustomerSchema = z.strictObject({ into: z.string().min(1).max(100) }).meta({ id: 'MergeCustomer' });
export type MergeCustomer = z.infer<typeof mergeCustomerSchema>;
