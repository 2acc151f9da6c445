import { z } from 'zod';

// Resend writes tags as an object; older payloads have the list that was sent.
const tagsSchema = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.object({ name: z.string(), value: z.string() }))
    .max(100)
    .transform((tags) => Object.fromEntries(tags.map((tag) => [tag.name, tag.value]))),
]);

/**
 * The part of a Resend webhook that Puntual reads: it concerns a mail with our tags
 * (apps/worker/src/channels/email.ts).
 */
export const resendWebhookSchema = z.object({
  type: z.string().max(100),
  data: z.object({
    email_id: z.string().max(200),
    tags: tagsSchema.pipe(z.object({ org: z.string().max(40), message: z.uuid() })),
  }),
});
