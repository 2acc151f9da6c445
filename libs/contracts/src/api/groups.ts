import { z } from 'zod';
import { erpIdSchema, textSchema } from '../events/envelope.ts';
import { amount, instant, pageOf, pageQuerySchema } from './common.ts';

const namedCustomer = z.object({ customerId: z.string(), name: z.string() });

/** What is open and overdue in one currency. */
const groupSum = z.object({ currency: z.string(), open: amount, overdue: amount, credit: amount });

/** The collector who looks after a customer; `name`: null when no collector has the id. */
export const accountManagerSchema = z.object({ personId: z.string(), name: z.string().nullable() });

/** `accountManager`: an id of `GET /v1/collectors`, or the e-mail with which that person signs in; null: nobody. */
export const setAccountManagerSchema = z
  .strictObject({ accountManager: textSchema(100).nullable() })
  .meta({ id: 'SetAccountManager' });
export type SetAccountManager = z.infer<typeof setAccountManagerSchema>;

/** The group that a customer is in; `payer`: the ERP’s id of the customer who is contacted, null: each itself. */
export const customerGroupRefSchema = z.object({ groupId: z.string(), payer: z.string().nullable() });

export const groupSchema = z
  .object({
    /** The ERP’s id of the group. */
    groupId: z.string(),
    name: z.string().nullable(),
    /** The customer who pays for the group and is contacted for it; null: each customer is contacted itself. */
    payer: namedCustomer.nullable(),
    customers: z.int(),
  })
  .meta({ id: 'CustomerGroup' });
export type GroupView = z.infer<typeof groupSchema>;

export const groupDetailSchema = groupSchema
  .extend({
    /** The customers of the group with what each owes: the claims stay separate. */
    members: z.array(namedCustomer.extend({ joinedAt: instant, sums: z.array(groupSum), openInvoices: z.int() })),
    /** The sums of all customers of the group, by currency. */
    sums: z.array(groupSum),
    /** The task of the group’s open call. */
    callTaskId: z.uuid().nullable(),
    /** The newest 200 changes: who was in the group from when to when. */
    history: z.array(
      namedCustomer.extend({
        joinedAt: instant,
        joinedBy: z.string(),
        leftAt: instant.nullable(),
        leftBy: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'CustomerGroupDetail' });
export type GroupDetailView = z.infer<typeof groupDetailSchema>;

export const groupQuerySchema = pageQuerySchema.extend({ q: z.string().max(100).optional() });
export const groupPageSchema = pageOf(groupSchema, 'CustomerGroupPage');

/** `payer`: the ERP’s id of the customer who pays for the group; left out: the payer stays, as the name does. */
export const setGroupSchema = z
  .strictObject({ groupId: erpIdSchema, name: textSchema(200).optional(), payer: erpIdSchema.optional() })
  .meta({ id: 'SetCustomerGroup' });
export type SetGroup = z.infer<typeof setGroupSchema>;
