import { z } from 'zod';
import { BUILT_IN_ROLES, RIGHTS } from '@puntual/domain/access/rights';
import { refusedAs } from '@puntual/domain/refusals/schema-issues';
import { pageOf, pageQuerySchema } from './common.ts';

const instant = z.iso.datetime();
const role = z.enum(BUILT_IN_ROLES);
const scopes = z.array(z.enum(RIGHTS)).min(1).max(RIGHTS.length);

/** A key of a program, a link that signs a person in once, or the session that the link was exchanged for. */
export const keySchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['api-key', 'sign-in', 'session']),
    /** A built-in role; of a person's session also one of the organization's own. */
    role: z.string(),
    name: z.string(),
    /** The rights that a key is restricted to; null: all rights of its role. */
    scopes: z.array(z.enum(RIGHTS)).nullable(),
    /** Whether this is the key of the setting PUNTUAL_API_KEY. */
    bootstrap: z.boolean(),
    createdAt: instant,
    /** Null: it has no end. */
    expiresAt: instant.nullable(),
    /** When a sign-in link was used. */
    usedAt: instant.nullable(),
    /** When a key or session was last used, to the minute; null: not since it is noted. */
    lastUsedAt: instant.nullable(),
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

/** A name of a person or program, as the history shows it. */
export const actorNameSchema = z
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
    name: actorNameSchema,
    /** The end of an API key; left out or null: it has none. */
    expiresAt: instant.nullable().optional(),
    /** The rights that an API key is restricted to, beside those of its role; left out or null: all of the role. */
    scopes: scopes.nullable().optional(),
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
