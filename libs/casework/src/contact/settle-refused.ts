import { localDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import { markUnreachable } from '../facts/unreached-addresses.ts';
import { writeAudit } from '../record/audit.ts';
import { askForContactData } from './ask-for-contact-data.ts';
import { stepsOf, type SettledMessage } from './message-row.ts';

/** A provider's refusal. `addresses`: those that it refused; left out: it does not say which. */
interface Refusal {
  readonly error: string;
  readonly addresses?: readonly string[];
}

/**
 * Records that the provider refused a message for good, and marks the refused addresses as unusable. `other-channel`:
 * its steps stay requested, so that a new message to the customer's next address or channel replaces it. `settled`: a
 * letter was refused, or the provider does not say which of several addresses it refuses; the steps failed, no address
 * is marked, and a task asks for contact data.
 */
export async function settleRefused(settled: SettledMessage, refusal: Refusal): Promise<'other-channel' | 'settled'> {
  const { tx, ref, message, now } = settled;
  const steps = await failMessage(settled, refusal.error);
  const recipients = message.recipients as unknown as Recipient[];
  const refused = refusedOf(recipients, refusal);
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: ref.customerRowId } });
  await markUnreachable(tx, ref, {
    recipients: refused,
    why: 'refused',
    at: new Date(now),
    on: localDate(now, customer.timeZone),
  });
  // The refused address is marked, so the gate uses the next one, or asks for contact data when there is none. A postal
  // address has no such mark, so a refused letter asks for contact data here.
  if (message.channel !== 'letter' && refused.length > 0) return 'other-channel';
  const carries = steps.map((step) => ({ requestId: step.id, invoiceId: step.invoiceId, stepId: step.stepId }));
  const contactIds = recipients.flatMap(({ contactId }) => contactId ?? []);
  await askForContactData(tx, ref, { customer, carries, because: 'no-way', contactIds }, now);
  return 'settled';
}

/**
 * Records that a message was not tried, because this installation has no provider for its channel: no address is
 * marked, and the steps stay requested for the next channel.
 */
export async function settleUnsent(settled: SettledMessage, error: string): Promise<'other-channel'> {
  await failMessage(settled, error);
  return 'other-channel';
}

async function failMessage({ tx, ref, message, now }: SettledMessage, error: string) {
  await tx.message.update({
    where: { id: message.id },
    data: { state: 'failed', settledBy: 'answer', lastError: error.slice(0, 300) },
  });
  const steps = await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'requested' } });
  await writeAudit(
    tx,
    ref.organizationId,
    steps.map((step) => ({
      at: new Date(now),
      kind: 'message.failed',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: step.invoiceId,
      data: { messageId: message.id, channel: message.channel },
    })),
  );
  return steps;
}

function refusedOf(recipients: readonly Recipient[], { addresses }: Refusal): readonly Recipient[] {
  if (recipients.length === 1) return recipients;
  return recipients.filter(({ address }) => addresses?.includes(address));
}
