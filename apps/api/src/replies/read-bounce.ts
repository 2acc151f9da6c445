import type { ParsedMail as Mail } from 'mailparser';
import type { ParsedMail } from './mail-job.ts';

/** Most addresses and Message-IDs that are read of one report. */
const MOST = 20;
const MOST_TEXT = 64 * 1024;
const MAILER = /^(mailer-daemon|postmaster|mail-daemon)@/i;
const ADDRESS = /[^\s<>"'()[\]:;,]{1,64}@[^\s<>"'()[\]:;,]{1,255}/g;

/**
 * What a mail says about another one that did not arrive: by the fields of RFC 3464, by `X-Failed-Recipients`, or by
 * the words of a mail server. Null for a mail that is no such report.
 */
export function readBounce(mail: Mail, fullText: string): ParsedMail['bounce'] {
  const parts = mail.attachments.map(({ contentType, content }) => ({
    contentType,
    text: content.subarray(0, MOST_TEXT).toString('utf8').replaceAll('\r\n', '\n'),
  }));
  const status = parts.find(({ contentType }) => contentType === 'message/delivery-status')?.text;
  const failed = mail.headerLines.filter(({ key }) => key === 'x-failed-recipients').map(({ line }) => line);
  const fromMailer = MAILER.test(mail.from?.value[0]?.address ?? '');
  if (status === undefined && failed.length === 0 && !fromMailer) return null;
  const returned = parts.filter(({ contentType }) => /^(message\/rfc822|text\/rfc822-headers)$/.test(contentType));
  const text = [...returned.map((part) => part.text), fullText].join('\n').slice(0, 4 * MOST_TEXT);
  const recipients = [
    ...fieldsOf(status ?? '', 'final-recipient'),
    ...fieldsOf(status ?? '', 'original-recipient'),
    ...failed,
  ].flatMap((line) => line.match(ADDRESS) ?? []);
  const code = fieldsOf(status ?? '', 'status')[0]?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? null;
  return {
    messageIds: [...new Set(text.match(/<[^<>\s]{3,400}>/g) ?? [])].slice(0, 10 * MOST),
    recipients: [...new Set(recipients.map((address) => address.toLowerCase()))].slice(0, MOST),
    status: code,
    failed: hasFailed({ actions: fieldsOf(status ?? '', 'action'), code, listed: failed.length > 0, fullText }),
    text,
  };
}

function hasFailed({
  actions,
  code,
  listed,
  fullText,
}: {
  readonly actions: readonly string[];
  readonly code: string | null;
  readonly listed: boolean;
  readonly fullText: string;
}): boolean {
  if (actions.length > 0) return actions.some((action) => /\bfailed\b/i.test(action));
  if (listed) return true;
  return code === null
    ? /\b(permanent(ly)? (error|fail)|5\d\d[ -]5\.\d\.\d|550 )/i.test(fullText)
    : code.startsWith('5');
}

function fieldsOf(text: string, name: string): string[] {
  return text
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .slice(0, MOST);
}
