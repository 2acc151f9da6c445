import type { Channel } from '@puntual/domain/policy/vocabulary';
import type { Recipient } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import type { Effects } from './effects.ts';

/** A message that had left when the outcome that requested it was taken back. `sentAt` null: it is being sent. */
export interface SentMessage {
  readonly messageId: string;
  readonly channel: Channel;
  readonly contactIds: readonly string[];
  readonly sentAt: Date | null;
}

/**
 * Drops the steps that the outcome requested and that no message carries yet, and gives those that it changed their
 * former state. Returns the messages that carry the others.
 */
export async function takeBackSteps(
  tx: Tx,
  { effects }: { readonly effects: Effects },
): Promise<readonly SentMessage[]> {
  await tx.step.updateMany({
    where: { id: { in: effects.stepsRequested }, state: 'requested', messageId: null },
    data: { state: 'dropped', reason: 'taken-back' },
  });
  for (const { id, before, after } of effects.stepsChanged) {
    // A case that requested the step again meanwhile goes on with that request.
    await tx.$executeRaw`
      UPDATE step s
      SET state = ${before.state}, reason = ${before.reason}, message_id = ${before.messageId}::uuid
      WHERE s.id = ${id}::uuid AND s.state = ${after.state} AND s.reason IS NOT DISTINCT FROM ${after.reason}
        AND NOT EXISTS (
          SELECT 1 FROM step later
          WHERE later.invoice_id = s.invoice_id AND later.step_id = s.step_id AND later.occurrence > s.occurrence)`;
  }
  const carried = await tx.step.findMany({
    where: { id: { in: effects.stepsRequested }, messageId: { not: null } },
    select: { messageId: true },
  });
  const messages = await tx.message.findMany({
    where: {
      id: { in: [...new Set(carried.flatMap(({ messageId }) => messageId ?? []))] },
      state: { in: ['reserved', 'sent', 'ambiguous'] },
    },
    orderBy: { composedAt: 'asc' },
  });
  return messages.map((message) => ({
    messageId: message.id,
    channel: message.channel as Channel,
    contactIds: (message.recipients as unknown as Recipient[]).flatMap(({ contactId }) => contactId ?? []),
    sentAt: message.sentAt,
  }));
}
