import type { Delivery } from './delivery-record.ts';
import { json, refusal, type Answer } from './http-answer.ts';
import type { Outbox } from './outbox.ts';
import { providerErrors } from './provider-error.ts';
import { channels } from './delivery-record.ts';
import { messageIdOf } from './webhook-events.ts';

const maxPage = 200;
const defaultPage = 50;
const previewCharacters = 200;

/** One row of `GET /outbox/items`: enough to list and select messages, without the bodies. */
export type OutboxItemSummary = Omit<Delivery, 'html' | 'text' | 'headers' | 'pack'> & { preview: string | null };
export type OutboxPage = { items: OutboxItemSummary[]; nextCursor: string | null; total: number };

/**
 * `GET /outbox/items?channel=&to=&q=&limit=&cursor=`: newest first. `to` matches part of an address, `q` part of
 * subject, text, address or key.
 */
export function listItems(outbox: Outbox, query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? defaultPage);
  const cursor = Number(query.get('cursor') ?? outbox.count());
  const channel = query.get('channel') ?? '';
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPage)
    return badQuery(`limit must be a whole number from 1 to ${maxPage}.`);
  if (!Number.isInteger(cursor) || cursor < 0) return badQuery('cursor must be the nextCursor of an earlier page.');
  if (channel !== '' && !channels.some((c) => c === channel))
    return badQuery(`channel must be one of ${channels.join(', ')}.`);
  const to = (query.get('to') ?? '').toLowerCase();
  const words = (query.get('q') ?? '').toLowerCase();
  const items: OutboxItemSummary[] = [];
  let index = Math.min(cursor, outbox.count());
  while (index > 0 && items.length < limit) {
    index -= 1;
    const item = outbox.at(index);
    if (channel !== '' && item.channel !== channel) continue;
    if (to !== '' && !item.to.some((a) => a.toLowerCase().includes(to))) continue;
    if (
      words !== '' &&
      ![item.subject, item.text, item.html, item.idempotencyKey, item.from, ...item.to].some((t) =>
        t?.toLowerCase().includes(words),
      )
    )
      continue;
    items.push(summaryOf(item));
  }
  const page: OutboxPage = { items, nextCursor: index > 0 ? String(index) : null, total: outbox.count() };
  return json(200, page);
}

/** `GET /outbox/items/:id` and its subpaths; null when there is no such route. */
export async function showItem(outbox: Outbox, id: string, part: string | null): Promise<Answer | null> {
  const item = outbox.find(id);
  if (item === null) return refusal({ ...providerErrors.notFound, message: 'There is no such item in the outbox.' });
  if (part === null) return json(200, item);
  if (part === 'html')
    return item.html === null
      ? absent('html body')
      : {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy },
          body: item.html,
        };
  if (part === 'text')
    return item.text === null
      ? absent('text')
      : { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: item.text };
  if (part === 'pdf')
    return file(
      outbox,
      item,
      item.attachments.findIndex((a) => a.contentType === 'application/pdf'),
    );
  const numbered = /^files\/(\d{1,3})$/.exec(part);
  return numbered ? file(outbox, item, Number(numbered[1])) : null;
}

/** Resend's `GET /emails/:id`. */
export function showEmail(outbox: Outbox, id: string): Answer {
  const email = outbox.find(id);
  if (email?.channel !== 'email') return refusal(providerErrors.emailNotFound);
  return json(200, { object: 'email', ...listed(email), html: email.html, text: email.text, tags: email.tags });
}

/** Resend's `GET /emails?limit=&after=&before=`: newest first, by default 20, at most 100. */
export function listEmails(outbox: Outbox, query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return badQuery('The `limit` must be between 1 and 100.');
  const emails = outbox
    .deliveries()
    .filter((d) => d.channel === 'email')
    .reverse();
  const after = query.get('after') === null ? -1 : emails.findIndex((e) => e.id === query.get('after'));
  const before = query.get('before') === null ? emails.length : emails.findIndex((e) => e.id === query.get('before'));
  const between = emails.slice(after + 1, before === -1 ? emails.length : before);
  const page = query.get('before') === null ? between.slice(0, limit) : between.slice(-limit);
  return json(200, { object: 'list', has_more: between.length > page.length, data: page.map(listed) });
}

function listed(email: Delivery) {
  const orNull = (list: string[]) => (list.length > 0 ? list : null);
  return {
    id: email.id,
    message_id: messageIdOf(email.id),
    to: email.to,
    from: email.from,
    created_at: email.receivedAt,
    subject: email.subject,
    bcc: orNull(email.bcc),
    cc: orNull(email.cc),
    reply_to: orNull(email.replyTo),
    last_event: email.lastEvent,
    scheduled_at: null,
    topic_id: null,
  };
}

/** Mail is shown as untrusted content: no script runs, and only images load; links open normally. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: https:; style-src " +
  "'unsafe-inline'; frame-ancestors 'self'";

function summaryOf({ html: _html, text, headers: _headers, pack: _pack, ...rest }: Delivery): OutboxItemSummary {
  return { ...rest, preview: text === null ? null : text.slice(0, previewCharacters) };
}

async function file(outbox: Outbox, item: Delivery, index: number): Promise<Answer> {
  const meta = item.attachments[index];
  const bytes = meta === undefined ? null : await outbox.file(item.id, index);
  if (meta === undefined || bytes === null) return absent('such file');
  // Only a PDF is shown inline; other types could be a page that acts in this origin.
  const shown = meta.contentType === 'application/pdf' ? 'inline' : 'attachment';
  return {
    status: 200,
    headers: {
      'content-type': meta.contentType,
      'content-disposition': `${shown}; filename*=UTF-8''${encodeURIComponent(meta.filename)}`,
    },
    body: bytes,
  };
}

function absent(what: string): Answer {
  return refusal({ ...providerErrors.notFound, message: `This item has no ${what}.` });
}

function badQuery(message: string): Answer {
  return refusal({ statusCode: 422, name: 'validation_error', message });
}
