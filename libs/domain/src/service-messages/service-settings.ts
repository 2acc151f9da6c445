import { z } from 'zod';
import {
  CONTACT_ROLES,
  contactRoleSchema,
  SERVICE_TEMPLATES,
  type ContactRole,
  type ServiceTemplate,
} from '../policy/vocabulary.ts';

const switchSchema = z.strictObject({
  on: z.boolean(),
  /** Whom it is for. Left out: the contacts of accounts payable. */
  to: z.array(contactRoleSchema).min(1).max(CONTACT_ROLES.length).optional(),
});

/**
 * Which service messages an organization sends, and to whom. A kind that is left out is off: an upgrade of Puntual
 * starts no message that nobody has switched on.
 */
export const serviceSettingsSchema = z.strictObject({
  kinds: z.partialRecord(z.enum(SERVICE_TEMPLATES), switchSchema).default({}),
  /** Days before a promised day on which its reminder leaves; on a closed day it leaves earlier. */
  promiseReminderDays: z.int().min(1).max(14).default(1),
  /** Days before an instalment's day on which its reminder leaves; on a closed day it leaves earlier. */
  instalmentReminderDays: z.int().min(1).max(14).default(3),
});
export type ServiceSettings = z.infer<typeof serviceSettingsSchema>;

export const defaultServiceSettings: ServiceSettings = serviceSettingsSchema.parse({});

/**
 * What a new organization starts with: everything that answers what a customer agreed or objected, and no second
 * message about one payment, no statement that nobody asked for.
 */
export const newOrganizationServiceSettings: ServiceSettings = serviceSettingsSchema.parse({
  kinds: Object.fromEntries(
    SERVICE_TEMPLATES.map((kind) => [kind, { on: kind !== 'receipt' && kind !== 'monthly-statement' }]),
  ),
});

/** Whether the organization sends messages of the kind. */
export function isSwitchedOn({ kinds }: ServiceSettings, kind: ServiceTemplate): boolean {
  return kinds[kind]?.on ?? false;
}

/** The roles of the contacts who get messages of the kind. */
export function rolesFor({ kinds }: ServiceSettings, kind: ServiceTemplate): readonly ContactRole[] {
  return kinds[kind]?.to ?? ['accounts-payable'];
}
