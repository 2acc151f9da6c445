import { z } from 'zod';
import type { DeliveryReport } from '@puntual/casework/contact/take-delivery-report';

// Resend writes tags as an object; older payloads have the list that was sent.
const tagsSchema = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.object({ name: z.string(), value: z.string() }))
    .max(100)
    .transform((tags) => Object.fromEntries(tags.map((tag) => [tag.name, tag.value]))),
]);

/** Most characters that are read of a provider's text. */
const MOST_TEXT = 4000;
const text = z
  .string()
  .transform((value) => value.slice(0, MOST_TEXT))
  .catch('');
/** Why a mail did not arrive. What cannot be read is left out: the report counts without it. */
const causeSchema = z.object({ type: text, subType: text, message: text, reason: text }).partial().optional().catch({});

/**
 * The part of a Resend webhook that Puntual reads: it concerns a mail with our tags
 * (apps/worker/src/channels/email.ts).
 */
export const resendWebhookSchema = z.object({
  type: z.string().max(100),
  data: z.object({
    email_id: z.string().max(200),
    tags: tagsSchema.pipe(z.object({ org: z.string().max(40), message: z.uuid() })),
    to: z
      .union([
        z
          .string()
          .max(1000)
          .transform((address) => [address]),
        z.array(z.string().max(1000)).max(100),
      ])
      .catch([]),
    bounce: causeSchema,
    failed: causeSchema,
    suppressed: causeSchema,
  }),
});

const STATES: Readonly<Record<string, DeliveryReport['state']>> = {
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.failed': 'failed',
  'email.suppressed': 'suppressed',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
};

/**
 * A verified webhook as a delivery report; null for an event that Puntual does not follow. A bounce is final when its
 * type says so or is missing; every other type (`Transient`, `Undetermined`) may pass.
 */
export function reportOf(
  { type, data }: z.output<typeof resendWebhookSchema>,
  webhookId: string,
): DeliveryReport | null {
  const state = Object.hasOwn(STATES, type) ? STATES[type] : undefined;
  if (state === undefined) return null;
  const cause = { bounced: data.bounce, failed: data.failed, suppressed: data.suppressed }[state as string] ?? {};
  const reason = [cause.type, cause.subType, cause.reason].filter(Boolean).map(codeWord).filter(Boolean).join('/');
  return {
    slug: data.tags.org,
    messageId: data.tags.message,
    webhookId,
    providerId: data.email_id,
    state,
    listed: data.to,
    text: [cause.message, cause.reason].filter(Boolean).join(' '),
    ...(reason === '' ? {} : { reason }),
    ...(state === 'bounced' && cause.type && !/^permanent$/i.test(cause.type) ? { transient: true } : {}),
  };
}

// A provider's code word, such as `MailboxFull` or `domain_not_verified`. A sentence may hold an address and is left
// out.
function codeWord(value: string | undefined): string {
  const word = (value ?? '').trim().replace(/\s+/g, '_');
  return /^[\w.-]{1,60}$/.test(word) ? word : '';
}
