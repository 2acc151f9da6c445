import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { Tx } from '@puntual/db/database';
import { loadWindow } from '../../facts/load-window.ts';
import { policyOf } from '../../policy-versions/load-policy.ts';
import { organizationOf, storedActor } from '../../record/actor.ts';
import { openTask } from '../../tasks/open-task.ts';
import type { Ending } from './ending.ts';
import { holdInvoices } from './hold-invoices.ts';

/** Open days in which a person proposes a plan; chasing is silent meanwhile. */
const PROPOSE_OPEN_DAYS = 5;

/** The customer wants a payment plan: whoever took the call proposes one, and the invoices are on hold meanwhile. */
export async function askForPlan(tx: Tx, ending: Ending): Promise<null> {
  const { actor, customer, invoices, today, now } = ending;
  const [first] = invoices;
  const policy = await policyOf(tx, actor.organizationId, first ?? { runsPolicyKey: null, runsPolicyVersion: null });
  const dueOn = addOpenDays(today, PROPOSE_OPEN_DAYS, await loadWindow(tx, customer.id, policy, now));
  await holdInvoices(tx, ending, { kind: 'plan', untilOn: dueOn, reason: ending.input.note ?? null });
  await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'propose-plan',
      owner: { customerRowId: customer.id, customerId: customer.customerId },
      invoiceRowIds: invoices.map(({ id }) => id),
      claimedBy: storedActor(actor),
      dueOn,
      announced: { dueOn },
    },
    new Date(now),
  );
  return null;
}
