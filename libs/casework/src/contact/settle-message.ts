import type { Database, Tx } from '@puntual/db/database';
import { lockCustomerRow } from '../record/lock-customer.ts';
import type { ContactRef } from '../record/refs.ts';
import { settleAmbiguous } from './settle-ambiguous.ts';
import { settleRefused, settleUnsent } from './settle-refused.ts';
import { settleSent, type SentOutcome } from './settle-sent.ts';

/**
 * How a try to send ended: accepted; surely refused, for good; not tried, because this installation has no provider for
 * the channel; or nobody can know. `addresses`: the addresses that were refused; left out: the provider does not say
 * which.
 */
export type TryOutcome =
  | SentOutcome
  | { readonly kind: 'refused'; readonly error: string; readonly addresses?: readonly string[] }
  | { readonly kind: 'no-channel'; readonly error: string }
  | { readonly kind: 'ambiguous'; readonly error: string };

/** A message (row id) with how the try to send it ended. */
interface TriedMessage {
  readonly messageId: string;
  readonly outcome: TryOutcome;
}

/**
 * `settled`: this call settled the message. `already`: it was settled before, because webhook and answer may both
 * arrive, or it is no message of this customer. `other-channel`: the provider refused it, so its steps go out by
 * another address or channel. `more`: the customer has requested steps left.
 */
type Settlement = { readonly result: 'settled' | 'already' | 'other-channel'; readonly more: boolean };

/** Records how a reserved message ended: only `sent` makes the steps it carries done. */
export async function settleMessage(
  database: Database,
  ref: ContactRef,
  tried: TriedMessage,
  now: number,
): Promise<Settlement> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    // The customer may have been merged into another one since the message was reserved.
    const customerRowId = await lockCustomerRow(tx, ref.customerRowId);
    const result = await settleUnderLock(tx, { ...ref, customerRowId }, tried, now);
    const left = await tx.step.count({ where: { customerId: customerRowId, do: 'send', state: 'requested' } });
    return { result, more: left > 0 };
  });
}

/** Does what `settleMessage` does, in a transaction that holds the customer's lock already. */
export async function settleUnderLock(
  tx: Tx,
  ref: ContactRef,
  { messageId, outcome }: TriedMessage,
  now: number,
): Promise<Settlement['result']> {
  const message = await tx.message.findUnique({ where: { id: messageId, customerId: ref.customerRowId } });
  if (!message || !(message.state === 'reserved' || (message.state === 'ambiguous' && outcome.kind === 'sent')))
    return 'already';
  switch (outcome.kind) {
    case 'sent':
      await settleSent({ tx, ref, message, now }, outcome);
      return 'settled';
    case 'ambiguous':
      await settleAmbiguous(tx, ref, { messageId, reason: outcome.error }, now);
      return 'settled';
    case 'refused':
      return settleRefused({ tx, ref, message, now }, outcome);
    case 'no-channel':
      return settleUnsent({ tx, ref, message, now }, outcome.error);
  }
}
