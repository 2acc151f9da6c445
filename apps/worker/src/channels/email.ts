import { Resend, type CreateEmailRequestOptions } from 'resend';
import type { PackFile } from '@puntual/casework/cases/pack-files';
import type { ReservedMessage } from '@puntual/casework/contact/gate-run';
import type { TryOutcome } from '@puntual/casework/contact/settle-message';
import { idempotencyKey, isRedirect, redirected, retryAfterMs, TryAgainLater, type Channel } from './channel.ts';
import { fromHeader } from './sender-address.ts';

/** A message with what is attached to it besides its PDF. */
export type EmailMessage = ReservedMessage & { readonly files?: readonly PackFile[] };

/** Sends e-mails to whoever they are for: a debtor or an agency. */
export interface EmailSender extends Channel {
  deliver(message: EmailMessage): Promise<TryOutcome>;
}

/** Resend's errors for a mail that no retry can make acceptable. */
const REFUSED = new Set(['validation_error', 'missing_required_field', 'invalid_parameter', 'invalid_attachment']);
/**
 * Resend's errors for a mail that was surely not accepted and may be later: quotas, and settings that an operator must
 * fix.
 */
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
/** Time limit of one call, in milliseconds. The provider may still have accepted the mail when it expires. */
const CALL_LIMIT_MS = 30_000;

/**
 * E-mail through Resend, or through the local outbox, which speaks Resend's protocol. Resend remembers an idempotency
 * key for 24 hours.
 */
export function emailChannel(options: {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
  readonly from: string;
}): EmailSender {
  const resend = new Resend(options.apiKey, options.baseUrl ? { baseUrl: options.baseUrl } : {});
  return {
    deliver: async (message: EmailMessage): Promise<TryOutcome> => {
      const { data, error, headers } = await withLimit(
        resend.emails.send(
          {
            from: fromHeader(options.from, message.sender),
            ...(message.sender?.replyTo ? { replyTo: message.sender.replyTo } : {}),
            to: message.recipients.map((recipient) => recipient.address),
            subject: message.subject,
            text: message.text,
            ...(message.html ? { html: message.html } : {}),
            ...attachmentsOf(message),
            ...threadHeaders(message),
            tags: [
              { name: 'org', value: message.slug },
              { name: 'message', value: message.messageId },
              { name: 'template', value: message.template },
            ],
          },
          requestOptions(message.messageId),
        ),
      );
      if (data) return { kind: 'sent', providerId: data.id, by: 'answer' };
      if (isRedirect(error.statusCode)) throw redirected(error.statusCode ?? 0);
      if (error.name === 'invalid_idempotent_request')
        return { kind: 'ambiguous', error: 'the provider knows this key with other bytes' };
      if (REFUSED.has(error.name)) return refusalOf(error, message);
      if (LATER.has(error.name)) throw new TryAgainLater(error.name, retryAfterMs(headers?.['retry-after']));
      // After a 5xx answer or a broken connection the mail may have been accepted. The retry is safe because it sends
      // the same bytes under the same key.
      throw new Error(`the provider answered ${error.name}`);
    },
  };
}

// The provider may put its own Message-ID in the place of ours; the others tie the mail to its thread.
function threadHeaders({ thread }: EmailMessage) {
  if (!thread) return {};
  const { messageId, inReplyTo, references } = thread;
  return {
    headers: {
      'Message-ID': messageId,
      ...(inReplyTo === null ? {} : { 'In-Reply-To': inReplyTo }),
      ...(references.length === 0 ? {} : { References: references.join(' ') }),
    },
  };
}

function attachmentsOf({ pdf, template, files = [] }: EmailMessage) {
  const filename = template === 'plan-confirmed' ? 'payment-plan.pdf' : 'statement.pdf';
  const attachments = [
    ...(pdf ? [{ filename, content: pdf, contentType: 'application/pdf' }] : []),
    ...files.map(({ name, mediaType, content }) => ({
      filename: name.replaceAll('/', '-'),
      content,
      contentType: mediaType,
    })),
  ];
  return attachments.length > 0 ? { attachments } : {};
}

/** What a refusal says that is no fault of the address: the sender, or the content. */
const OWN_FAULT =
  /`?\b(from|reply[_-]?to|subject|html|text|tags?|headers?|attachments?)\b`? field|domain|testing emails/i;

// A refusal of the recipient is final for the address. A refusal of the sender's address or of the content is for an
// operator to mend: the mail was surely not accepted, and is tried again.
function refusalOf(error: { readonly name: string; readonly message: string }, message: ReservedMessage): TryOutcome {
  const text = error.message.slice(0, 1000);
  if (!/`?\bto\b`? field/i.test(text) && (error.name === 'invalid_attachment' || OWN_FAULT.test(text)))
    throw new TryAgainLater('the provider refuses the sender or the content of the mail');
  const bad = message.recipients.flatMap(({ address }) => (ADDRESS.test(address) ? [] : [address]));
  return { kind: 'refused', error: error.name, ...(bad.length === 0 ? {} : { addresses: bad }) };
}

/** An address that a provider may accept; international local parts pass. */
const ADDRESS = /^[^\s@<>",]{1,64}@[^\s@<>",]{1,255}\.[^\s@<>",.]{1,63}$/u;

// The library hands the options on to fetch: followed, a redirect would carry the message to an address that nobody has
// named.
function requestOptions(messageId: string): CreateEmailRequestOptions & Pick<RequestInit, 'redirect'> {
  return { idempotencyKey: idempotencyKey(messageId), redirect: 'manual' };
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
