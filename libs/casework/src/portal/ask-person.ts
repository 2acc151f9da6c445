import { addOpenDays } from '@puntual/domain/calendar/send-window';
import { localDate } from '@puntual/domain/calendar/dates';
import { loadWindow } from '../facts/load-window.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { organizationOf } from '../record/actor.ts';
import { openTask } from '../tasks/open-task.ts';
import type { Acted, Acting } from './act-once.ts';

/** Open days of the customer in which a person answers what was asked in the portal. */
const ANSWER_OPEN_DAYS = 2;

/** An invoice that a task is about. */
interface AskedAbout {
  readonly id: string;
  readonly runsPolicyKey: string | null;
  readonly runsPolicyVersion: number | null;
}

/** Puts what a customer asks for before a person. Nothing is silent meanwhile, because nobody has agreed. */
export async function askPerson(acting: Acting, invoices: readonly AskedAbout[]): Promise<Acted> {
  return { outcome: { what: 'asked' }, taskId: await openPortalTask(acting, invoices, { kind: 'answer-customer' }) };
}

/** Opens a task about what a customer did in the portal. `dueOn` left out: soon. Returns its row id. */
export async function openPortalTask(
  { tx, actor, customer, now, at }: Acting,
  invoices: readonly AskedAbout[],
  task: { readonly kind: 'answer-customer' | 'check-payment'; readonly dueOn?: string },
): Promise<string> {
  const today = localDate(now, customer.time_zone);
  const [first = { runsPolicyKey: null, runsPolicyVersion: null }] = invoices;
  const policy = await policyOf(tx, actor.organizationId, first);
  const window = await loadWindow(tx, customer.id, policy, now);
  const dueOn = task.dueOn ?? addOpenDays(today, ANSWER_OPEN_DAYS, window);
  const { taskId } = await openTask(
    tx,
    organizationOf(actor),
    {
      kind: task.kind,
      owner: { customerRowId: customer.id, customerId: customer.customer_id },
      invoiceRowIds: invoices.map(({ id }) => id),
      dueOn,
      announced: { dueOn },
    },
    at,
  );
  return taskId;
}
