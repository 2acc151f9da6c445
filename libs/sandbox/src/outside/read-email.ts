import { attachmentFrom, strings, tagsFrom, type Draft, type Reading } from './request-fields.ts';
import { bareAddress } from './misbehaviour-plan.ts';
import { invalidField, missingField, type ProviderError } from './provider-error.ts';

const maxRecipients = 50;
const maxAttachmentBytes = 40 * 1024 * 1024;

/**
 * Parses the body of Resend's `POST /emails` (https://resend.com/docs/api-reference/emails/send-email). Returns
 * Resend's errors `missing_required_field` or `validation_error`, both 422. Scheduling, templates and attachments by
 * address are refused rather than ignored: the outbox would otherwise show a message that Resend would not have sent.
 */
export function readEmail(body: Record<string, unknown>): Reading {
  for (const unsupported of ['scheduled_at', 'template']) {
    if (body[unsupported] != null)
      return { error: invalidField(`The local outbox does not support \`${unsupported}\`.`) };
  }
  const { from, subject, html, text } = body;
  if (typeof from !== 'string' || from === '') return { error: missingField('`from`') };
  const lists = {
    to: strings(body['to']),
    cc: strings(body['cc']),
    bcc: strings(body['bcc']),
    replyTo: strings(body['reply_to']),
  };
  if (lists.to?.length === 0) return { error: missingField('`to`') };
  if (typeof subject !== 'string') return { error: missingField('`subject`') };
  if (!nonEmpty(html) && !nonEmpty(text)) return { error: missingField('`html` or `text`') };
  if (!isAddress(from)) return { error: badAddress('from') };
  for (const [field, list] of Object.entries(lists)) {
    if (list === null || !list.every(isAddress)) return { error: badAddress(field === 'replyTo' ? 'reply_to' : field) };
    if (list.length > maxRecipients)
      return { error: invalidField(`The \`${field}\` field can have at most ${maxRecipients} addresses.`) };
  }
  const tags = tagsFrom(body['tags']);
  if (tags === null)
    return { error: invalidField('Tags should only contain ASCII letters, numbers, underscores, or dashes.') };
  const headers = body['headers'] ?? {};
  if (!isStringRecord(headers)) return { error: invalidField('The `headers` field must be an object of strings.') };
  const attachments = readAttachments(body['attachments'] ?? []);
  if ('error' in attachments) return attachments;
  const { good } = attachments;

  const draft: Draft = {
    content: {
      channel: 'email',
      kind: 'email',
      from,
      to: lists.to ?? [],
      cc: lists.cc ?? [],
      bcc: lists.bcc ?? [],
      replyTo: lists.replyTo ?? [],
      subject,
      html: nonEmpty(html) ? html : null,
      text: nonEmpty(text) ? text : null,
      attachments: good.map((a) => a.meta),
      tags,
      headers,
      pack: null,
      placementId: null,
    },
    files: good.map((a) => a.base64),
  };
  return { draft };
}

type Attachment = NonNullable<ReturnType<typeof attachmentFrom>>;

function readAttachments(given: unknown): { good: Attachment[] } | { error: ProviderError } {
  if (!Array.isArray(given)) return { error: invalidField('The `attachments` field must be an array.') };
  const attachments = given.map(attachmentFrom);
  const good = attachments.filter((a) => a !== null);
  if (good.length < attachments.length)
    return {
      error: {
        statusCode: 422,
        name: 'invalid_attachment',
        message: 'Attachment must have `content` in base64 and a `filename`; the local outbox does not fetch a `path`.',
      },
    };
  if (good.reduce((sum, a) => sum + a.meta.bytes, 0) > maxAttachmentBytes)
    return { error: invalidField('Attachments are limited to 40 MB per email.') };
  return { good };
}

function nonEmpty(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isAddress(value: string): boolean {
  // Resend's own rule is wider (international local parts); a line break must never pass, nor a name that would begin
  // another address: RFC 5322 wants commas and other specials in quotes.
  return (
    /^[^\s@<>"]+@[^\s@<>",]+\.[^\s@<>",.]+$/.test(bareAddress(value)) &&
    !/[\r\n]/.test(value) &&
    /^(?:"(?:[^"\\]|\\.)*"\s*|[^"(),:;<>@[\]\\]*)<[^<>]*>\s*$|^[^<>]*$/.test(value)
  );
}

function badAddress(field: string) {
  return invalidField(
    `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name ` +
      `<email@example.com>\` format.`,
  );
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((v) => typeof v === 'string')
  );
}
