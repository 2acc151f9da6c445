import { z } from 'zod';
import { channelSchema } from '@puntual/domain/policy/vocabulary';

/** Channels that a contact can opt out of. A letter is not one: it goes to the customer's address, not to a contact. */
export const optOutChannelSchema = channelSchema.exclude(['letter']);
export type OptOutChannel = z.infer<typeof optOutChannelSchema>;

export const createOptOutSchema = z.strictObject({ channel: optOutChannelSchema }).meta({ id: 'CreateOptOut' });

export const optOutSchema = z
  .object({ contactId: z.string(), channel: optOutChannelSchema, since: z.iso.datetime() })
  .meta({ id: 'OptOut' });
export type OptOutView = z.infer<typeof optOutSchema>;
