import { z } from 'zod';
import { instant } from './common.ts';

/** The signed-in person's own account. */
export const meSchema = z
  .object({
    id: z.uuid(),
    email: z.string().nullable(),
    name: z.string(),
    language: z.string(),
    hasPassword: z.boolean(),
    hasSecondFactor: z.boolean(),
    recoveryCodesLeft: z.int(),
    /** The organizations of the person; `current` is the one of this session. */
    organizations: z.array(
      z.object({
        slug: z.string(),
        name: z.string(),
        role: z.string(),
        state: z.enum(['invited', 'active', 'suspended']),
        current: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof meSchema>;

const password = z.string().min(1).max(1000);

export const changePasswordSchema = z
  .strictObject({ current: z.string().max(1000), password })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const provePasswordSchema = z.strictObject({ password: z.string().max(1000) }).meta({ id: 'ProvePassword' });

/** The secret of a second factor, shown once: as text, and as the address that authenticator apps read. */
export const newSecondFactorSchema = z.object({ secret: z.string(), uri: z.string() }).meta({ id: 'NewSecondFactor' });
export type NewSecondFactorView = z.infer<typeof newSecondFactorSchema>;

export const confirmSecondFactorSchema = z
  .strictObject({ code: z.string().max(20) })
  .meta({ id: 'ConfirmSecondFactor' });

/** The codes that open the account without the second factor, once each; shown once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' });
export type RecoveryCodesView = z.infer<typeof recoveryCodesSchema>;

export const organizationSlugSchema = z
  .strictObject({ organization: z.string().min(1).max(40) })
  .meta({ id: 'ChosenOrganization' });

/** The invitation of another organization, by the token of its link. */
export const invitationTokenSchema = z
  .strictObject({ token: z.string().min(1).max(200) })
  .meta({ id: 'InvitationToken' });

/** A session that has taken the place of the one before; its token is in the cookie. */
export const switchedSessionSchema = z
  .object({ organization: z.string(), expiresAt: instant })
  .meta({ id: 'SwitchedSession' });
export type SwitchedSessionView = z.infer<typeof switchedSessionSchema>;
