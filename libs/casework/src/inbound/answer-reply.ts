import type { Refusal } from '@puntual/domain/refusals/refusals';
import { languageOfTag } from '@puntual/domain/language/languages';
import type { Database, Tx } from '@puntual/db/database';
import { askForMessage } from '../contact/ask-for-message.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { claimsOf } from '../record/claims-of.ts';
import { lockCustomer, type CustomerIdentity } from '../record/lock-customer.ts';
import { lockReply, type StoredReply } from '../replies/change-reply.ts';
import { endSilence } from '../replies/reply-pauses.ts';
import { storeAnswer } from '../replies/store-answer.ts';
import { readSettings } from '../settings/settings.ts';
import { endTask } from '../tasks/end-task.ts';
import { wakeAll } from './take-reply.ts';

/** `stranger`: the sender is no contact of the customer. `no-text`: neither a text nor a known canned answer. */
export type AnswerResult =
  | { readonly result: 'done'; readonly askedId: string }
  | { readonly result: 'not-found' | 'not-matched' | 'stranger' | 'no-text' }
  | ({ readonly result: 'invalid' } & Refusal);

export interface Answer {
  readonly replyId: string;
  readonly text?: string | undefined;
  /** The key of a canned answer, in the contact's language. */
  readonly canned?: string | undefined;
  /** Left out: the contact who wrote. */
  readonly contactId?: string | undefined;
}

/** Most invoices that an answer is recorded with. */
const MOST_INVOICES = 500;

/**
 * Answers a mail of a customer, in its thread, by the way of all messages: the gate sends it at once, unless the
 * contact opted out or its address is dead. The task to answer ends, and with it the silence. Refused as
 * `askForMessage` says; nobody has to confirm the address from which the mail came.
 */
export async function answerReply(
  database: Database,
  actor: Actor,
  answer: Answer,
  now: number,
): Promise<AnswerResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<AnswerResult> => {
    const known = await tx.reply.findUnique({ where: { id: answer.replyId }, select: { customerId: true } });
    if (!known) return { result: 'not-found' };
    const customer = known.customerId === null ? null : await lockCustomer(tx, known.customerId);
    const reply = await lockReply(tx, answer.replyId);
    if (!customer || !reply || reply.state !== 'matched' || reply.kind !== 'reply') return { result: 'not-matched' };
    const contactId = answer.contactId ?? reply.contactId;
    if (contactId === null) return { result: 'stranger' };
    const contact = await tx.contact.findFirst({ where: { customerId: customer.id, contactId } });
    const text = answer.text ?? (await cannedText(tx, actor, { customer, contact, key: answer.canned }));
    if (text === null) return { result: 'no-text' };
    const asked = await askForMessage(
      tx,
      actor,
      {
        customer: { id: customer.id, customerId: customer.customer_id, timeZone: customer.time_zone },
        what: 'answer',
        contactId,
        channel: 'email',
        invoiceRowIds: await openInvoices(tx, customer.id),
        addressProven: contact?.email?.toLowerCase() === reply.sender,
      },
      now,
    );
    if ('code' in asked) return { result: 'invalid', ...asked };
    await record(tx, actor, { customer, reply, contactId, text, askedId: asked.askedId }, now);
    return { result: 'done', askedId: asked.askedId };
  });
}

async function cannedText(
  tx: Tx,
  actor: Actor,
  {
    customer,
    contact,
    key,
  }: {
    readonly customer: CustomerIdentity;
    readonly contact: { readonly language: string | null } | null;
    readonly key: string | undefined;
  },
): Promise<string | null> {
  if (key === undefined) return null;
  const { language } = await tx.customer.findUniqueOrThrow({ where: { id: customer.id }, select: { language: true } });
  const { replies } = await readSettings(tx, actor.organizationId);
  const wanted = languageOfTag(contact?.language ?? language);
  return replies.canned.find((each) => each.key === key && each.language === wanted)?.text ?? null;
}

async function openInvoices(tx: Tx, customerRowId: string): Promise<readonly string[]> {
  const rows = await tx.invoice.findMany({
    where: { customerId: { in: await claimsOf(tx, customerRowId) }, status: 'open' },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    select: { id: true },
    take: MOST_INVOICES,
  });
  return rows.map(({ id }) => id);
}

interface Answered {
  readonly customer: CustomerIdentity;
  readonly reply: StoredReply;
  readonly contactId: string;
  readonly text: string;
  readonly askedId: string;
}

async function record(
  tx: Tx,
  actor: Actor,
  { customer, reply, contactId, text, askedId }: Answered,
  now: number,
): Promise<void> {
  const organization = organizationOf(actor);
  const by = storedActor(actor);
  const at = new Date(now);
  const answerId = await storeAnswer(
    tx,
    organization.id,
    {
      replyId: reply.id,
      customerRowId: customer.id,
      askedId,
      subject: answerSubject(reply.subject),
      body: text,
      by,
    },
    now,
  );
  await writeAudit(tx, organization.id, [
    {
      at,
      kind: 'reply.answered',
      actor: by,
      customerRowId: customer.id,
      invoiceRowId: null,
      data: { replyId: reply.id, answerId, askedId, contactId },
    },
  ]);
  await endSilence(tx, organization.id, { customerRowId: customer.id, how: 'answered', by }, now);
  await endAnswerTask(tx, actor, customer, at);
  await wakeAll(tx, organization, { customerRowId: customer.id, replyId: reply.id });
}

async function endAnswerTask(tx: Tx, actor: Actor, customer: CustomerIdentity, at: Date): Promise<void> {
  const task = await tx.task.findFirst({
    where: { customerId: customer.id, kind: 'answer-reply', state: { not: 'done' } },
    select: { id: true },
  });
  if (!task) return;
  const owner = { customerRowId: customer.id, customerId: customer.customer_id };
  const by = storedActor(actor);
  await endTask(
    tx,
    organizationOf(actor),
    { kind: 'answer-reply', outcome: 'answered', taskId: task.id, owner, claimedBy: by },
    { by, at },
  );
}

function answerSubject(subject: string): string {
  const line = subject.replace(/\s+/g, ' ').trim();
  return /^(re|aw|sv|rv)\s*:/i.test(line) ? line : `Re: ${line}`;
}
