import type { Recipient } from '@puntual/domain/decide/composition';
import { markUnreachable } from '../facts/reachability.ts';
import { writeAudit } from '../record/audit.ts';
import { askForContactData } from './ask-for-contact-data.ts';
import { stepsOf, type SettledMessage } from './message-row.ts';

/**
 * Records that the provider refused a message for good, and marks its addresses as unreachable. `other-channel`: its
 * steps stay requested, so that a new message to the customer's next address or channel replaces it. `settled`: a
 * letter was refused, so its steps failed and a task asks for contact data.
 */
export async function settleRefused(
  { tx, ref, message, now }: SettledMessage,
  error: string,
): Promise<'other-channel' | 'settled'> {
  const at = new Date(now);
  await tx.message.update({
    where: { id: message.id },
    data: { state: 'failed', settledBy: 'answer', lastError: error.slice(0, 300) },
  });
  const recipients = message.recipients as unknown as Recipient[];
  await markUnreachable(tx, ref.customerRowId, { recipients, why: 'refused', at });
  const steps = await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'requested' } });
  await writeAudit(
    tx,
    ref.organizationId,
    steps.map((step) => ({
      at,
      kind: 'message.failed',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: step.invoiceId,
      data: { messageId: message.id, channel: message.channel },
    })),
  );
  // The refused address is marked, so the gate uses the next one, or asks for contact data when there is none. A postal
  // address has no such mark, so a refused letter asks for contact data here.
  if (message.channel !== 'letter') return 'other-channel';
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: ref.customerRowId } });
  const carries = steps.map((step) => ({ requestId: step.id, invoiceId: step.invoiceId, stepId: step.stepId }));
  await askForContactData(tx, ref, { customer, carries, because: 'no-way' }, now);
  return 'settled';
}
