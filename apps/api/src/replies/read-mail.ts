import EmailReplyParser from 'email-reply-parser';
import { simpleParser, type AddressObject, type Attachment, type ParsedMail as Mail } from 'mailparser';
import { SIGNS } from '@puntual/domain/replies/classify-mail';
import { MOST_REPLY_FILES, MOST_REPLY_TEXT } from '@puntual/domain/replies/reply-codes';
import type { ParsedMail } from './mail-job.ts';
import { readBounce } from './read-bounce.ts';

/** Most HTML that is turned into text, in characters; of a longer mail the text is empty, and its bytes are kept. */
const MOST_HTML = 1_000_000;
/** Most characters that are searched for quoted text. */
const MOST_TRIMMED = 60_000;
const MOST_HEADER = 4000;
const MOST_FORWARDED = 10;
const MOST_REFERENCES = 100;

/** The fields that name where a mail was sent to, also on its way. */
const RECIPIENT_FIELDS = new Set([
  'to',
  'cc',
  'delivered-to',
  'envelope-to',
  'original-recipient',
  'resent-to',
  'x-envelope-to',
  'x-forwarded-to',
  'x-original-to',
]);

/** Reads a mail (RFC 822); null for bytes without the header fields of one. */
export async function readMail(raw: Uint8Array): Promise<ParsedMail | null> {
  const mail = await simpleParser(Buffer.from(raw), {
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    maxHtmlLengthToParse: MOST_HTML,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
  } as Parameters<typeof simpleParser>[1]);
  if (mail.headerLines.length === 0 || (!mail.from && !mail.subject && !mail.messageId)) return null;
  const fullText = (mail.text ?? '').replaceAll('\r\n', '\n').slice(0, MOST_REPLY_TEXT);
  const nested = mail.attachments.filter(isMail).map(({ content }) => headOf(content));
  const written = visibleText(fullText);
  const from = mail.from?.value[0];
  return {
    headers: signsOf(mail),
    report: reportOf(mail),
    sender: (from?.address ?? '').toLowerCase(),
    senderName: from?.name ?? '',
    subject: mail.subject ?? '',
    // A mail that is forwarded without a word consists of what it forwards.
    body: written === '' ? fullText : written,
    fullText,
    rfcMessageId: mail.messageId ?? null,
    references: referencesOf(mail, nested),
    sentAt: mail.date && !Number.isNaN(mail.date.getTime()) ? mail.date.getTime() : null,
    forwardedFrom: forwardedFrom(fullText, nested),
    files: mail.attachments
      .filter((file) => !/^(message\/delivery-status|text\/rfc822-headers)$/.test(file.contentType))
      .slice(0, MOST_REPLY_FILES)
      .map((file, at) => ({ name: nameOf(file, at), content: new Uint8Array(file.content) })),
    recipients: recipientsOf(mail),
    bounce: readBounce(mail, fullText),
  };
}

function signsOf(mail: Mail): Record<string, string> {
  const signs: Record<string, string> = {};
  for (const { key, line } of mail.headerLines)
    if ((SIGNS as readonly string[]).includes(key) && !Object.hasOwn(signs, key))
      signs[key] = valueOf(line).slice(0, MOST_HEADER);
  return signs;
}

function reportOf(mail: Mail): string | null {
  const type = mail.headers.get('content-type');
  if (typeof type !== 'object' || !('params' in type) || type.value !== 'multipart/report') return null;
  const { 'report-type': report = 'unknown' } = type.params as Readonly<Record<string, string>>;
  return report.toLowerCase();
}

function recipientsOf(mail: Mail): string {
  const lines = mail.headerLines.filter(({ key }) => RECIPIENT_FIELDS.has(key)).map(({ line }) => valueOf(line));
  const addresses = [mail.to ?? [], mail.cc ?? []].flat().flatMap((each: AddressObject) => each.value);
  return [...lines, ...addresses.map(({ address = '' }) => address)].join('\n').slice(0, MOST_REPLY_TEXT);
}

// The nearest last; a mail that is forwarded as a file brings its own.
function referencesOf(mail: Mail, nested: readonly string[]): string[] {
  const own = [...[mail.references ?? []].flat(), ...(mail.inReplyTo ? [mail.inReplyTo] : [])];
  const of = nested.flatMap((head) =>
    ['references', 'in-reply-to', 'message-id'].flatMap(
      (field) => fieldOf(head, field).match(/<[^<>\s]{3,400}>/g) ?? [],
    ),
  );
  return [...new Set([...of, ...own.flatMap((ids) => ids.match(/<[^<>\s]{3,400}>/g) ?? [])])].slice(-MOST_REFERENCES);
}

const ADDRESS = /[^\s<>"'()[\]:;,*]{1,64}@[^\s<>"'()[\]:;,*]{1,255}/;
/** A line of a mail that is quoted or forwarded, which says who wrote it. */
const FROM_LINE = /^[>\s*|]{0,20}(?:from|de|von|da|expéditeur|remitente)\s{0,3}\*?\s{0,3}:[^\n]{0,300}/gim;

function forwardedFrom(fullText: string, nested: readonly string[]): string[] {
  const lines = [...nested.map((head) => fieldOf(head, 'from')), ...(fullText.match(FROM_LINE) ?? [])];
  const found = lines.flatMap((line) => ADDRESS.exec(line)?.[0]?.toLowerCase() ?? []);
  return [...new Set(found)].slice(0, MOST_FORWARDED);
}

/** The text that the sender wrote: without what it quotes, and without the signature. */
function visibleText(fullText: string): string {
  const text = new EmailReplyParser().read(fullText.slice(0, MOST_TRIMMED)).getVisibleText();
  const app = APP_LINE.exec(text);
  return (app ? text.slice(0, app.index) : text).trim();
}

/** The line that a telephone's program adds, below which stands what the mail quotes. */
const APP_LINE =
  /^[ \t]*(?:(?:Get|Obtener|Descargar) Outlook (?:for|para) (?:iOS|Android)|(?:Sent from|Enviado desde) (?:my|mi) )/m;

function isMail(file: Attachment): boolean {
  return /^(message\/rfc822|text\/rfc822-headers)$/.test(file.contentType);
}

/** The header of a mail that is attached, with its folded lines joined. */
export function headOf(content: Uint8Array): string {
  const text = Buffer.from(content)
    .subarray(0, 64 * 1024)
    .toString('utf8')
    .replaceAll('\r\n', '\n');
  return (text.split('\n\n', 1)[0] ?? '').replace(/\n[ \t]+/g, ' ');
}

/** The value of the first field with the name in a header; "": it has none. */
export function fieldOf(head: string, name: string): string {
  const line = head.split('\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
  return line === undefined ? '' : valueOf(line).slice(0, MOST_HEADER);
}

function valueOf(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim();
}

function nameOf(file: Attachment, at: number): string {
  const name = (file.filename ?? '').replace(/[\p{Cc}/\\]+/gu, '_').trim();
  return name === '' ? `${isMail(file) ? 'mail' : 'file'}-${at + 1}` : name;
}
