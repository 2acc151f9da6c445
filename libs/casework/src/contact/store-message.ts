import type { Composition, CustomerFacts } from '@puntual/domain/decide/composition';
import { netSums } from '@puntual/domain/decide/open-credit';
import { isReminder } from '@puntual/domain/policy/policy';
import { toJson } from '@puntual/db/json';
import { takePlaceOfDay, type LimitedDay } from '../gate/daily-limit.ts';
import { keepAgreement } from '../payment-plans/agreements.ts';
import { dateColumn } from '../record/dates.ts';
import { holdContactOpen } from '../settings/settings.ts';
import { contentHash } from './content-hash.ts';
import { draftMessage, type DraftedMessage } from './draft-message.ts';
import type { GateRun, MailThread, MessageSender, ReservedMessage } from './gate-run.ts';
import type { MessageDraft, RenderedMessage } from './message-draft.ts';
import { threadOf } from './mail-thread.ts';
import { storeComposition } from './store-composition.ts';

/** A message that the gate lets through. */
interface NewMessage {
  readonly run: GateRun;
  readonly composition: Extract<Composition, { kind: 'send' }>;
  /** The facts by which it was composed. */
  readonly facts: CustomerFacts;
  /** The organization's day with its limit of messages; null: no limit. */
  readonly day: LimitedDay | null;
  readonly render: (draft: MessageDraft) => Promise<RenderedMessage>;
}

/**
 * Renders and stores the message. Stores nothing when, while it was rendered, a user stopped all contact
 * (`all-stopped`) or the message of another customer used up the day's limit (`daily-limit`).
 */
export async function storeMessage(message: NewMessage): Promise<ReservedMessage | 'all-stopped' | 'daily-limit'> {
  const { run, composition, day } = message;
  const { tx, ref, customer } = run;
  const drafted = await draftMessage(run, composition);
  const { draft, recipients } = drafted;
  const rendered = await message.render(draft);
  if ((await holdContactOpen(tx, ref.organizationId)) === 'stopped') return 'all-stopped';
  if (day && !(await takePlaceOfDay(tx, day))) return 'daily-limit';
  const thread = await threadOf(run, drafted);
  const sender = senderOf(run, draft);
  await insertMessage(message, drafted, { ...rendered, sender, thread });
  await insertListedInvoices(run, drafted);
  await keepSentAgreement(run, draft, rendered);
  await storeComposition(run, draft.messageId, message.facts);
  await tx.step.updateMany({
    where: { id: { in: composition.carries.map((request) => request.requestId) } },
    data: { messageId: draft.messageId },
  });
  return {
    messageId: draft.messageId,
    slug: ref.slug,
    channel: draft.channel,
    recipients,
    sender,
    thread,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    pdf: rendered.pdf,
    template: composition.template,
    customerId: customer.customerId,
    tries: 1,
  };
}

// The agreement that is sent is the one that everybody gets later.
async function keepSentAgreement({ tx, at }: GateRun, { agreement }: MessageDraft, { pdf }: RenderedMessage) {
  if (agreement?.kind !== 'new' || pdf === null) return;
  await keepAgreement(tx, agreement.terms, { language: agreement.language, pdf, at: new Date(at.now) });
}

// Answers to a mail go to the address of its case, where the installation takes mail in.
function senderOf({ organization: { name, email }, ref, at }: GateRun, draft: MessageDraft): MessageSender {
  const { organizationId, slug } = ref;
  const own = draft.channel === 'email' && at.replyAddresses?.({ organizationId, slug, messageId: draft.messageId });
  return { name, replyTo: (own ? own.replyTo : null) ?? email };
}

/** What is stored of a message besides its draft. */
interface Sealed extends RenderedMessage {
  readonly sender: MessageSender;
  readonly thread: MailThread | null;
}

async function insertMessage(
  { run, composition }: NewMessage,
  { draft, recipients }: DraftedMessage,
  rendered: Sealed,
): Promise<void> {
  const { tx, ref, at } = run;
  const totals = netSums(
    [...draft.overdue, ...draft.upcoming].map((row) => ({
      currency: row.currency,
      openMinor: row.charges.reduce((sum, charge) => sum + charge.minor, row.openMinor),
    })),
    draft.creditMinor,
  );
  await tx.message.create({
    data: {
      id: draft.messageId,
      organizationId: ref.organizationId,
      customerId: ref.customerRowId,
      template: composition.template,
      stage: composition.stage,
      severity: composition.severity,
      reminder: isReminder(composition),
      language: draft.language,
      deadlineOn: composition.deadlineOn && dateColumn(composition.deadlineOn),
      state: 'reserved',
      channel: draft.channel,
      recipients: toJson(recipients) as object[],
      sender: toJson(rendered.sender) as object,
      ...(rendered.thread === null ? {} : { thread: toJson(rendered.thread) as object }),
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      pdf: rendered.pdf && new Uint8Array(rendered.pdf),
      contentHash: contentHash(rendered),
      totals: toJson(totals) as object[],
      tries: 1,
      composedAt: new Date(at.now),
      firstTriedAt: new Date(at.realMs),
    },
  });
}

async function insertListedInvoices({ tx, ref }: GateRun, { draft, proposed }: DraftedMessage): Promise<void> {
  const sections = [
    ['overdue', draft.overdue],
    ['upcoming', draft.upcoming],
    ['settled', draft.settled],
    ['concerned', draft.concerned ?? []],
  ] as const;
  await tx.messageInvoice.createMany({
    data: sections.flatMap(([section, list]) =>
      list.map((row) => ({
        messageId: draft.messageId,
        invoiceId: row.id,
        organizationId: ref.organizationId,
        section,
        openMinor: row.openMinor + row.chargesMinor,
        currency: row.currency,
        ...(proposed.has(row.id) ? { charges: toJson(proposed.get(row.id)) as object } : {}),
      })),
    ),
  });
}
