import { ownMessageId } from '../replies/incoming-mail.ts';
import type { DraftedMessage } from './draft-message.ts';
import type { GateRun, MailThread } from './gate-run.ts';

/** Most Message-IDs that a mail refers to: the first of its thread, and the nearest. */
const MOST_REFERENCES = 20;

/**
 * The thread of a mail: the mails to the same contact that are about one of the same invoices. The first mail of a
 * thread has a Message-ID of the thread beside its own, which all mails name, because a provider may put another
 * Message-ID in the place of ours. Null without a domain to name Message-IDs by, and for what is no mail.
 */
export async function threadOf(run: GateRun, { draft, recipients }: DraftedMessage): Promise<MailThread | null> {
  const { organizationId, slug } = run.ref;
  const { messageId, channel } = draft;
  if (channel !== 'email') return null;
  const addresses = run.at.replyAddresses?.({ organizationId, slug, messageId });
  if (!addresses) return null;
  const { domain } = addresses;
  if (draft.answer?.inReplyTo)
    return {
      messageId: ownMessageId(messageId, domain),
      inReplyTo: draft.answer.inReplyTo,
      references: [...draft.answer.references.slice(1 - MOST_REFERENCES), draft.answer.inReplyTo],
    };
  const before = await findBefore(run, {
    contactId: recipients[0]?.contactId ?? null,
    invoiceRowIds: [...draft.overdue, ...draft.upcoming, ...draft.settled].map(({ id }) => id),
  });
  if (!before)
    return {
      messageId: ownMessageId(messageId, domain),
      inReplyTo: null,
      references: [ownMessageId(messageId, domain, 'thread')],
    };
  const [first, ...rest] = [...before.references, before.messageId];
  return {
    messageId: ownMessageId(messageId, domain),
    inReplyTo: before.messageId,
    references: [...(first === undefined ? [] : [first]), ...rest.slice(1 - MOST_REFERENCES)],
  };
}

async function findBefore(
  { tx, ref }: GateRun,
  { contactId, invoiceRowIds }: { readonly contactId: string | null; readonly invoiceRowIds: readonly string[] },
): Promise<MailThread | null> {
  const [row] = await tx.$queryRaw<{ thread: MailThread }[]>`
    SELECT m.thread
    FROM message m
    WHERE m.organization_id = ${ref.organizationId}::uuid AND m.customer_id = ${ref.customerRowId}::uuid
      AND m.state = 'sent' AND m.channel = 'email' AND m.thread IS NOT NULL
      AND m.recipients->0->>'contactId' IS NOT DISTINCT FROM ${contactId}
      AND EXISTS (
        SELECT 1 FROM message_invoice mi
        WHERE mi.message_id = m.id AND mi.invoice_id = ANY(${[...invoiceRowIds]}::uuid[]))
    ORDER BY m.composed_at DESC, m.id DESC
    LIMIT 1`;
  return row?.thread ?? null;
}
