import { z } from 'zod';
import { RIGHTS } from '@puntual/domain/access/rights';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { instant, pageOf, pageQuerySchema } from './common.ts';
import { actorNameSchema } from './keys.ts';

const email = z.email().max(254);
/** A built-in role, or the key of one of the organization's own. */
const role = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/);
const teams = z
  .array(
    z
      .string()
      .max(40)
      .regex(/^[a-z0-9][a-z0-9-]*$/),
  )
  .max(20);

/** A person who belongs to the organization. */
export const userSchema = z
  .object({
    id: z.uuid(),
    /** Null: the local administrator of `npm start`, who signs in by a link. */
    email: z.string().nullable(),
    name: z.string(),
    language: z.string(),
    role: z.string(),
    /** `invited`: the person has not accepted yet; `suspended`: they do not get in. */
    state: z.enum(['invited', 'active', 'suspended']),
    teams: z.array(z.string()),
    joinedAt: instant.nullable(),
    invitedAt: instant,
  })
  .meta({ id: 'User' });
export type UserView = z.infer<typeof userSchema>;

export const userPageSchema = pageOf(userSchema, 'UserPage');
export const userListQuerySchema = pageQuerySchema.extend({
  state: z.enum(['invited', 'active', 'suspended']).optional(),
});

/** Whom to invite. The name and language are those of somebody who is new to Puntual; others keep their own. */
export const inviteUserSchema = z
  .strictObject({
    email,
    name: actorNameSchema,
    language: z.enum(LANGUAGES).default('es'),
    role,
    teams: teams.default([]),
  })
  .meta({ id: 'InviteUser' });
export type InviteUser = z.infer<typeof inviteUserSchema>;

/** The only answer that holds the link: give it to the person yourself, by a way that only they read. */
export const invitedUserSchema = userSchema
  .extend({ link: z.string(), linkExpiresAt: instant })
  .meta({ id: 'InvitedUser' });
export type InvitedUserView = z.infer<typeof invitedUserSchema>;

export const changeUserSchema = z
  .strictObject({
    role: role.optional(),
    state: z.enum(['active', 'suspended']).optional(),
    teams: teams.optional(),
  })
  .meta({ id: 'ChangeUser' });
export type ChangeUser = z.infer<typeof changeUserSchema>;

export const personLinkSchema = z.object({ link: z.string(), linkExpiresAt: instant }).meta({ id: 'PersonLink' });
export type PersonLinkView = z.infer<typeof personLinkSchema>;

/** A session of a person in this organization. */
export const personSessionSchema = z
  .object({
    id: z.uuid(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
    /** Whether it is the session that asks. */
    isThisOne: z.boolean(),
  })
  .meta({ id: 'PersonSession' });
export const personSessionsSchema = z.object({ items: z.array(personSessionSchema) }).meta({ id: 'PersonSessions' });
export type PersonSessionsView = z.infer<typeof personSessionsSchema>;

/** A set of rights: built in, or made by the organization. */
export const roleSchema = z
  .object({ key: z.string(), name: z.string(), builtIn: z.boolean(), rights: z.array(z.enum(RIGHTS)) })
  .meta({ id: 'Role' });
export const rolesSchema = z
  .object({ items: z.array(roleSchema), rights: z.array(z.enum(RIGHTS)) })
  .meta({ id: 'Roles' });
export type RolesView = z.infer<typeof rolesSchema>;

export const roleKeySchema = role;
export const saveRoleSchema = z
  .strictObject({ name: z.string().trim().min(1).max(60), rights: z.array(z.enum(RIGHTS)).min(1).max(RIGHTS.length) })
  .meta({ id: 'SaveRole' });
export type SaveRole = z.infer<typeof saveRoleSchema>;
