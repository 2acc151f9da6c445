import { z } from 'zod';
import { refusedAs } from '@puntual/domain/refusals/schema-issues';
import { pageOf, pageQuerySchema } from './common.ts';

const instant = z.iso.datetime();
const role = z.enum(['administrator', 'manager', 'collector', 'viewer', 'integration']);

/** A key of a program, a link that signs a person in once, or the session that the link was exchanged for. */
export const keySchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['api-key', 'sign-in', 'session']),
    role,
    name: z.string(),
    /** Whether this is the key of the setting PUNTUAL_API_KEY. */
    bootstrap: z.boolean(),
    createdAt: instant,
    /** Null: it has no end. */
    expiresAt: instant.nullable(),
    /** When a sign-in link was used. */
    usedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'Key' });
export type KeyView = z.infer<typeof keySchema>;

export const keyPageSchema = pageOf(keySchema, 'KeyPage');

/** `valid=true` leaves out what is revoked, used or past its end. */
export const keyListQuerySchema = pageQuerySchema.extend({
  kind: z.enum(['api-key', 'sign-in', 'session']).optional(),
  name: z.string().min(1).max(100).optional(),
  valid: z.enum(['true', 'false']).optional(),
});

/** The audit writes these names for what no person did. */
const RESERVED = /^(puntual$|provider$|(erp|bank|import):)/i;

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !RESERVED.test(text), refusedAs('reserved-name', {}));

/** A new key, or a new sign-in link, which is valid for 15 minutes whatever `expiresAt` says. */
export const createKeySchema = z
  .strictObject({
    kind: z.enum(['api-key', 'sign-in']),
    role,
    name,
    /** The end of an API key; left out or null: it has none. */
    expiresAt: instant.nullable().optional(),
  })
  .meta({ id: 'CreateKey' });
export type CreateKey = z.infer<typeof createKeySchema>;

/** The only answer that holds the token: nobody can read it again. */
export const createdKeySchema = keySchema
  .extend({
    token: z.string(),
    /** Address of a sign-in link, for the person to open; null for an API key. */
    signInUrl: z.string().nullable(),
  })
  .meta({ id: 'CreatedKey' });
export type CreatedKeyView = z.infer<typeof createdKeySchema>;

export const changeKeySchema = z.strictObject({ expiresAt: instant.nullable() }).meta({ id: 'ChangeKey' });
