import { z } from 'zod';
import { instant } from './common.ts';

const base64url = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[\w-]+$/);

/** A passkey of the signed-in person. */
export const passkeySchema = z
  .object({ id: z.string(), name: z.string(), createdAt: instant, lastUsedAt: instant.nullable() })
  .meta({ id: 'Passkey' });
export const passkeysSchema = z.object({ items: z.array(passkeySchema) }).meta({ id: 'Passkeys' });
export type PasskeysView = z.infer<typeof passkeysSchema>;

/** What the browser gives to the authenticator, and the token that the answer is sent back with. */
export const passkeyOptionsSchema = z
  .object({ token: z.string(), options: z.record(z.string(), z.unknown()) })
  .meta({ id: 'PasskeyOptions' });
export type PasskeyOptionsView = z.infer<typeof passkeyOptionsSchema>;

const answered = z.strictObject({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
});

/** What `navigator.credentials.create` answered, as JSON. */
export const addPasskeySchema = z
  .strictObject({
    token: z.string().max(200),
    name: z.string().trim().min(1).max(60),
    response: answered.extend({
      response: z.looseObject({
        clientDataJSON: base64url,
        attestationObject: base64url,
        transports: z.array(z.string().max(20)).max(10).optional(),
      }),
    }),
  })
  .meta({ id: 'AddPasskey' });
export type AddPasskey = z.infer<typeof addPasskeySchema>;

/** What `navigator.credentials.get` answered, as JSON. */
export const usePasskeySchema = z.strictObject({
  token: z.string().max(200),
  response: answered.extend({
    response: z.looseObject({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
  }),
});
