import type { Tx } from '@puntual/db/database';
import type { ContactRef } from '../record/refs.ts';

export type MessageRow = NonNullable<Awaited<ReturnType<Tx['message']['findUnique']>>>;

/** A message that is settled, in a transaction that holds its customer's lock. */
export interface SettledMessage {
  readonly tx: Tx;
  readonly ref: ContactRef;
  readonly message: MessageRow;
  readonly now: number;
}

/** The steps that a message carries, as a condition: found by their customer, for whom there is an index. */
export function stepsOf(
  ref: Pick<ContactRef, 'customerRowId'>,
  messageId: string,
): { customerId: string; messageId: string } {
  return { customerId: ref.customerRowId, messageId };
}
