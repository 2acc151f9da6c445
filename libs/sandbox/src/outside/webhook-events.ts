import { createHmac, randomUUID } from 'node:crypto';
import type { Delivery, LastEvent } from './delivery-record.ts';
import type { Fate } from './misbehaviour-plan.ts';

/** A webhook to be sent. It is stored with its message, so that a kill in between loses none. */
export type PlannedEvent = {
  /** `svix-id`; the same for every repetition. */
  eventId: string;
  event: LastEvent;
  /** ISO instant at which the event happened, not at which the webhook is sent. */
  happenedAt: string;
  /** ISO instant before which the webhook is not sent. */
  notBefore: string;
  times: number;
  bounceType: Fate['bounceType'];
  quotes?: Fate['quotes'];
  failure?: Fate['failure'];
};

/** The shape of Resend's webhooks for the events of a sent e-mail. */
export type EmailWebhook = {
  type: `email.${LastEvent}`;
  created_at: string;
  data: {
    created_at: string;
    email_id: string;
    message_id: string;
    from: string;
    to: string[];
    subject: string;
    tags: Record<string, string>;
    bounce?: { message: string; subType: string; type: string };
    suppressed?: { message: string; type: string };
    failed?: { reason: string };
  };
};

const eventsByFate: Record<Fate['end'], LastEvent[]> = {
  delivered: ['sent', 'delivered'],
  bounced: ['sent', 'bounced'],
  complained: ['sent', 'delivered', 'complained'],
  suppressed: ['suppressed'],
  failed: ['failed'],
};

/** What really happens to a message, in that order, and its webhooks, in the order of sending. */
export function planEvents(fate: Fate, receivedAtMs: number): { lastEvent: LastEvent; events: PlannedEvent[] } {
  const truth = eventsByFate[fate.end];
  const events = truth.map((event, i): PlannedEvent => ({
    eventId: `msg_${randomUUID().replaceAll('-', '')}`,
    event,
    happenedAt: new Date(receivedAtMs + i).toISOString(),
    notBefore: new Date(receivedAtMs + fate.lateMs).toISOString(),
    times: fate.repeats,
    bounceType: fate.bounceType,
    quotes: fate.quotes,
    failure: fate.failure,
  }));
  if (fate.reversed) events.reverse();
  return { lastEvent: truth.at(-1) ?? 'sent', events: fate.lost ? [] : events };
}

/** The body of the webhook. */
export function webhookOf(
  delivery: Pick<Delivery, 'id' | 'from' | 'to' | 'subject' | 'tags' | 'receivedAt'>,
  planned: PlannedEvent,
): EmailWebhook {
  return {
    type: `email.${planned.event}`,
    created_at: planned.happenedAt,
    data: {
      created_at: delivery.receivedAt,
      email_id: delivery.id,
      message_id: messageIdOf(delivery.id),
      from: delivery.from ?? '',
      to: delivery.to,
      subject: delivery.subject ?? '',
      tags: Object.fromEntries(delivery.tags.map((t) => [t.name, t.value])),
      ...(planned.event === 'bounced' && { bounce: bounceOf(planned) }),
      ...(planned.event === 'suppressed' && {
        suppressed: { type: 'OnAccountSuppressionList', message: 'The address is on the suppression list.' },
      }),
      ...(planned.event === 'failed' && { failed: { reason: planned.failure ?? 'unknown' } }),
    },
  };
}

function bounceOf({ bounceType, quotes = null }: PlannedEvent): NonNullable<EmailWebhook['data']['bounce']> {
  const whose = quotes === null ? '' : ` (<${quotes}>)`;
  switch (bounceType) {
    case 'Permanent':
      return {
        type: 'Permanent',
        subType: 'General',
        message: `The recipient's mail server permanently rejected the message: the mailbox does not exist${whose}.`,
      };
    case 'Transient':
      return { type: 'Transient', subType: 'MailboxFull', message: `The recipient's mailbox is full${whose}.` };
    case 'Undetermined':
      return { type: 'Undetermined', subType: 'Undetermined', message: `The message came back${whose}.` };
  }
}

/** The Message-ID header that the provider would set. */
export function messageIdOf(id: string): string {
  return `<${id}@outside.invalid>`;
}

/**
 * The headers with which Svix, and so Resend, signs a webhook: HMAC-SHA256 of `id.timestamp.body`. `secret` is `whsec_`
 * and base64. Exported so that a test can also sign wrongly (an old instant, another secret).
 */
export function signWebhook(
  secret: string,
  eventId: string,
  at: Date,
  body: string,
): { 'svix-id': string; 'svix-timestamp': string; 'svix-signature': string } {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${eventId}.${timestamp}.${body}`).digest('base64');
  return { 'svix-id': eventId, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` };
}

/** True for a secret that Resend's `webhooks.verify` accepts. */
export function isWebhookSecret(secret: string): boolean {
  return /^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(secret);
}
