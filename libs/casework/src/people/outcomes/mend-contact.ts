import type { Tx } from '@puntual/db/database';
import { dropUnreachableSteps } from '../../contact/retry-unreachable-steps.ts';
import { wakeContact } from '../../contact/wake-contact.ts';
import { reviveAddresses } from '../../facts/unreached-addresses.ts';
import { organizationOf } from '../../record/actor.ts';
import { openTask } from '../../tasks/open-task.ts';
import type { Ending } from './ending.ts';

/**
 * The call reached the wrong person: a task asks for the correct contact data. The invoices join the customer's open
 * task when there is one.
 */
export async function askForContact(tx: Tx, { actor, customer, invoices, now }: Ending): Promise<null> {
  await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'fix-contact',
      owner: { customerRowId: customer.id, customerId: customer.customerId },
      invoiceRowIds: invoices.map((invoice) => invoice.id),
    },
    new Date(now),
  );
  return null;
}

/**
 * A person corrected the contact data: steps that failed because no channel reached the customer are tried again, also
 * by addresses that bounced or were refused. A person who complained is left alone until the ERP gives another address.
 */
export async function retryContact(tx: Tx, { actor, customer }: Ending): Promise<null> {
  await dropUnreachableSteps(tx, customer.id);
  await reviveAddresses(tx, { organizationId: actor.organizationId, customerRowId: customer.id });
  await wakeContact(tx, organizationOf(actor), customer.id);
  return null;
}
