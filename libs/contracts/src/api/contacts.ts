import { z } from 'zod';
import { channelSchema, contactRoleSchema } from '@puntual/domain/policy/vocabulary';
import { instant } from './common.ts';
import { contactViewSchema } from './customers.ts';
import { optOutChannelSchema } from './opt-outs.ts';
import { sendNowSchema } from './tasks.ts';

/** How a person knows what they say of a contact. */
const confirmedBySchema = z.enum(['phone', 'in-writing', 'in-person']);
/** What can be confirmed of a contact. `contact`: that it is one of the customer at all. */
export const confirmedFieldSchema = z.enum(['contact', 'name', 'role', 'email', 'phone', 'channels', 'language']);

const wordSchema = z.object({ at: instant, by: z.string(), byId: z.string(), source: confirmedBySchema });

/** A contact with what persons confirmed of it, and what the ERP says instead. */
export const confirmedContactSchema = contactViewSchema
  .extend({
    /** The language in which the contact is written to; null: the customer's. */
    language: z.string().nullable(),
    /** Changes with the contact: sent along with a change, it is refused when the contact is not as it was read. */
    version: z.string(),
    confirmed: z.array(wordSchema.extend({ field: confirmedFieldSchema })),
    conflicts: z.array(
      z.object({
        field: confirmedFieldSchema,
        /** The ERP's value; null: it has none. Of `contact`: the ERP does not list the contact. */
        erp: z.union([z.string(), z.array(z.string()), z.null()]),
        since: instant,
      }),
    ),
    consents: z.array(wordSchema.extend({ channel: z.string() })),
  })
  .meta({ id: 'ConfirmedContact' });
export type ConfirmedContactView = z.infer<typeof confirmedContactSchema>;

/** All contacts of a customer, at most 200. */
export const contactListSchema = z.object({ items: z.array(confirmedContactSchema) }).meta({ id: 'ContactList' });

const languageSchema = z.enum(['en', 'es']);
const fields = {
  name: z.string().trim().min(1).max(200),
  role: contactRoleSchema,
  email: z.string().max(254).nullable(),
  /** As people write it in the customer's country, or with its country's code. */
  phone: z.string().max(40).nullable(),
  channels: z.array(channelSchema).min(1).max(3),
  language: languageSchema.nullable(),
};

const said = {
  source: confirmedBySchema,
  /** The channels by which the contact agreed to be written to. */
  consents: z.array(optOutChannelSchema).max(2).optional(),
};

export const addContactSchema = z
  .strictObject({ ...fields, ...said })
  .partial({ email: true, phone: true, channels: true, language: true })
  .meta({ id: 'AddContact' });

/** What is left out stays; what is said is confirmed, also where it is the same as before. */
export const changeContactSchema = z
  .strictObject({ ...fields, ...said, version: z.string().max(64) })
  .partial({ name: true, role: true, email: true, phone: true, channels: true, language: true, version: true })
  .meta({ id: 'ChangeContact' });

export const settleConflictSchema = z
  .strictObject({ field: confirmedFieldSchema, keep: z.enum(['confirmed', 'erp']) })
  .meta({ id: 'SettleConflict' });

/** `invoiceIds`: the open invoices (the ERP's ids) of which copies are wanted; left out: all open ones. */
export const sendToCustomerSchema = sendNowSchema
  .extend({ invoiceIds: z.array(z.string().max(100)).min(1).max(500).optional() })
  .meta({ id: 'SendToCustomer' });

export const askedMessageSchema = z.object({ askedId: z.uuid() }).meta({ id: 'AskedMessage' });
