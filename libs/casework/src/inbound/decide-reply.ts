import type { Database, Tx } from '@puntual/db/database';
import type { Suggestion } from '@puntual/domain/replies/suggest-act';
import { toJson } from '@puntual/db/json';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { claimsOf } from '../record/claims-of.ts';
import { lockCustomer, type CustomerIdentity } from '../record/lock-customer.ts';
import type { Organization } from '../record/organization.ts';
import { endSilence, silenceForReply } from '../replies/reply-pauses.ts';
import { discardStored, lockReply, tieStored, untieStored, type StoredReply } from '../replies/change-reply.ts';
import { endTask } from '../tasks/end-task.ts';
import { suggestFor, wakeAll } from './take-reply.ts';

/** `not-open`: somebody decided about the mail before. */
export type ReplyResult =
  { readonly result: 'done' } | { readonly result: 'not-found' | 'not-open' | 'unknown-customer' };

/**
 * Ties a mail that is nobody's to a customer (the ERP's id), as if its signs had named the customer: chasing is silent
 * from now on, and a task to answer it is opened.
 */
export async function tieReply(
  database: Database,
  actor: Actor,
  {
    replyId,
    customerId,
    organization,
  }: {
    readonly replyId: string;
    readonly customerId: string;
    readonly organization: Organization;
  },
  now: number,
): Promise<ReplyResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<ReplyResult> => {
    if (!(await tx.reply.findUnique({ where: { id: replyId }, select: { id: true } }))) return { result: 'not-found' };
    const named = await tx.customer.findFirst({ where: { customerId }, select: { id: true, mergedInto: true } });
    if (!named) return { result: 'unknown-customer' };
    const customer = await lockCustomer(tx, await contactedOf(tx, named.mergedInto ?? named.id));
    const reply = await lockReply(tx, replyId);
    if (!reply) return { result: 'not-found' };
    if (!customer || (reply.state !== 'unmatched' && reply.state !== 'filed')) return { result: 'not-open' };
    const suggestions = await suggestFor(
      tx,
      { organization, customerRowId: customer.id },
      { body: reply.body, sentAt: reply.sentAt?.getTime() ?? null },
      now,
    );
    await tieStored(tx, {
      replyId,
      customerRowId: customer.id,
      contactId: await contactWith(tx, customer.id, reply.sender),
      suggestions: suggestionsOf(suggestions),
      by: storedActor(actor),
      now,
    });
    const silence = await silenceForReply(tx, organizationOf(actor), { customerRowId: customer.id, replyId }, now);
    await audit(tx, actor, { kind: 'reply.tied', customerRowId: customer.id, replyId, silence }, now);
    await wakeAll(tx, organizationOf(actor), { customerRowId: customer.id, replyId });
    return { result: 'done' };
  });
}

/**
 * Takes a mail off its customer again: it is somebody else's, and stands among those that are nobody's. The silence
 * ends, and the task with it, unless another mail of the customer waits for an answer.
 */
export async function untieReply(database: Database, actor: Actor, replyId: string, now: number): Promise<ReplyResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<ReplyResult> => {
    const known = await tx.reply.findUnique({ where: { id: replyId }, select: { customerId: true } });
    if (!known) return { result: 'not-found' };
    const customer = known.customerId === null ? null : await lockCustomer(tx, known.customerId);
    const reply = await lockReply(tx, replyId);
    if (!customer || !reply || reply.state !== 'matched' || reply.customerId !== customer.id)
      return { result: 'not-open' };
    await untieStored(tx, { replyId, by: storedActor(actor), now });
    await audit(tx, actor, { kind: 'reply.untied', customerRowId: customer.id, replyId, silence: null }, now);
    await endWhenNothingWaits(tx, actor, { customer, replyId }, now);
    return { result: 'done' };
  });
}

/** Discards a mail that is nobody's, with the reason. Its bytes are kept. */
export async function discardReply(
  database: Database,
  actor: Actor,
  { replyId, reason }: { readonly replyId: string; readonly reason: string },
  now: number,
): Promise<ReplyResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<ReplyResult> => {
    const reply = await lockReply(tx, replyId);
    if (!reply) return { result: 'not-found' };
    if (reply.state !== 'unmatched' && reply.state !== 'filed') return { result: 'not-open' };
    await discardStored(tx, { replyId, reason, by: storedActor(actor), now });
    await audit(tx, actor, { kind: 'reply.discarded', customerRowId: null, replyId, silence: null }, now);
    return { result: 'done' };
  });
}

async function endWhenNothingWaits(
  tx: Tx,
  actor: Actor,
  { customer, replyId }: { readonly customer: CustomerIdentity; readonly replyId: string },
  now: number,
): Promise<void> {
  const waiting = await tx.reply.count({
    where: { customerId: customer.id, state: 'matched', kind: 'reply', endedAt: null },
  });
  if (waiting > 0) return;
  const organization = organizationOf(actor);
  const by = storedActor(actor);
  await endSilence(tx, actor.organizationId, { customerRowId: customer.id, how: 'done', by }, now);
  const task = await tx.task.findFirst({
    where: { customerId: customer.id, kind: 'answer-reply', state: { not: 'done' } },
    select: { id: true },
  });
  if (task)
    await endTask(
      tx,
      organization,
      {
        kind: 'answer-reply',
        outcome: 'untied',
        taskId: task.id,
        owner: { customerRowId: customer.id, customerId: customer.customer_id },
      },
      { by, at: new Date(now) },
    );
  await wakeAll(tx, organization, { customerRowId: customer.id, replyId });
}

// The customer who is contacted for a customer: the payer of its group, or the same.
async function contactedOf(tx: Tx, customerRowId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ party: string }[]>`
    SELECT coalesce(g.payer_id, c.id) AS party
    FROM customer c LEFT JOIN customer_group g ON g.id = c.group_id
    WHERE c.id = ${customerRowId}::uuid`;
  return row?.party ?? customerRowId;
}

async function contactWith(tx: Tx, customerRowId: string, sender: string): Promise<string | null> {
  const row = await tx.contact.findFirst({
    where: {
      customerId: { in: await claimsOf(tx, customerRowId) },
      email: { equals: sender, mode: 'insensitive' },
    },
    orderBy: { contactId: 'asc' },
    select: { contactId: true },
  });
  return row?.contactId ?? null;
}

function suggestionsOf(suggestions: readonly Suggestion[]): object | null {
  return suggestions.length === 0 ? null : (toJson(suggestions) as object);
}

async function audit(
  tx: Tx,
  actor: Actor,
  {
    kind,
    customerRowId,
    replyId,
    silence,
  }: {
    readonly kind: 'reply.tied' | 'reply.untied' | 'reply.discarded';
    readonly customerRowId: string | null;
    readonly replyId: StoredReply['id'];
    readonly silence: { readonly taskId: string; readonly untilOn: string | null } | null;
  },
  now: number,
): Promise<void> {
  const data = {
    replyId,
    ...(silence === null ? {} : { taskId: silence.taskId }),
    ...(silence?.untilOn == null ? {} : { until: silence.untilOn }),
  };
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), kind, actor: storedActor(actor), customerRowId, invoiceRowId: null, data },
  ]);
}
