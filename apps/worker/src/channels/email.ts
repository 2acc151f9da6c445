import { Resend } from 'resend';
import type { ReservedMessage } from '@puntual/casework/contact/reserve-message';
import type { TryOutcome } from '@puntual/casework/contact/settle-message';
import { idempotencyKey, retryAfterMs, TryAgainLater, type Channel } from './channel.ts';

/** A mail that no recipient of which can ever be accepted as it is. */
const REFUSED = new Set(['validation_error', 'missing_required_field', 'invalid_parameter', 'invalid_attachment']);
/** Surely not taken, and worth another try: quotas, and settings that an operator mends. */
const LATER = new Set([
  'rate_limit_exceeded',
  'daily_quota_exceeded',
  'monthly_quota_exceeded',
  'missing_api_key',
  'invalid_api_key',
  'restricted_api_key',
  'invalid_from_address',
  'invalid_access',
  'not_found',
  'security_error',
  'concurrent_idempotent_requests',
]);
/** How long one call may take; the provider may still have taken the mail when it runs out. */
const CALL_LIMIT_MS = 30_000;

/** E-mail through Resend (or the local outbox, which speaks its protocol). The key lives 24 hours at the provider. */
export function emailChannel(options: {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
  readonly from: string;
}): Channel {
  const resend = new Resend(options.apiKey, options.baseUrl ? { baseUrl: options.baseUrl } : {});
  return {
    deliver: async (message: ReservedMessage): Promise<TryOutcome> => {
      const { data, error, headers } = await withLimit(
        resend.emails.send(
          {
            from: options.from,
            to: message.recipients.map((recipient) => recipient.address),
            subject: message.subject,
            text: message.text,
            ...(message.html ? { html: message.html } : {}),
            ...(message.pdf
              ? { attachments: [{ filename: 'statement.pdf', content: message.pdf, contentType: 'application/pdf' }] }
              : {}),
            tags: [
              { name: 'org', value: message.slug },
              { name: 'message', value: message.messageId },
              { name: 'template', value: message.template },
            ],
          },
          { idempotencyKey: idempotencyKey(message.messageId) },
        ),
      );
      if (data) return { kind: 'sent', providerId: data.id, by: 'answer' };
      if (error.name === 'invalid_idempotent_request')
        return { kind: 'ambiguous', error: 'the provider knows this key with other bytes' };
      if (REFUSED.has(error.name)) return { kind: 'refused', error: error.name };
      if (LATER.has(error.name)) throw new TryAgainLater(error.name, retryAfterMs(headers?.['retry-after']));
      // 5xx and broken connections: it may have been taken. The same bytes under the same key make the repeat harmless.
      throw new Error(`the provider answered ${error.name}`);
    },
  };
}

async function withLimit<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      call,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('the provider did not answer in time')), CALL_LIMIT_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
