import type { GateRun } from './gate-run.ts';
import { stepsOf, type MessageRow } from './message-row.ts';

/**
 * Ends a reserved message of which the provider surely accepted no try: its steps stay requested, so that the gate
 * composes them anew from the facts of today. The message keeps its bytes and the reason.
 */
export async function discardMessage({ tx, ref }: GateRun, message: MessageRow, reason: string): Promise<void> {
  await tx.message.update({
    where: { id: message.id },
    data: { state: 'failed', settledBy: 'answer', lastError: reason },
  });
  await tx.step.updateMany({ where: { ...stepsOf(ref, message.id), state: 'requested' }, data: { messageId: null } });
}
