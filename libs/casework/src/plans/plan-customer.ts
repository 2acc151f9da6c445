import { addDays, instantAt, localDate } from '@puntual/domain/calendar/dates';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import { planContacts, type ContactPlan } from '@puntual/domain/simulate/plan-contacts';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { withChannelsOf } from '../facts/available-channels.ts';
import { loadCases, type LoadedCase } from '../facts/load-case.ts';
import { nextPoliciesOf } from '../facts/next-policies.ts';
import { isDayFull } from '../gate/daily-limit.ts';
import { loadCustomer, type LoadedCustomer } from '../facts/load-customer.ts';

/** The next messages to a customer, with the facts that they were planned from. */
export interface CustomerPlan {
  readonly plan: ContactPlan;
  readonly customer: LoadedCustomer;
  /** By row id of the invoice. */
  readonly cases: ReadonlyMap<string, LoadedCase>;
  /** The organization's limit of messages a day is reached today. */
  readonly dayFull: boolean;
  /** The message that is being sent now. */
  readonly underWay: { readonly messageId: string; readonly composedAt: Date } | null;
}

export interface CustomerPlanOptions {
  readonly customerRowId: string;
  /** The most messages to plan. */
  readonly mostMessages: number;
  /** How long requests are gathered before a message is composed, in virtual time. */
  readonly gatherMs: number;
  /** The channels for which this installation has no provider. */
  readonly unavailable?: ReadonlySet<Channel>;
}

/**
 * Plans the next messages to a customer from the facts that the gate and the cases read, without a lock and without a
 * change. When a customer has more open invoices than one message lists, plans for the invoices that the gate would
 * list. Null for an unknown customer row id.
 */
export async function planCustomer(
  tx: Tx,
  organization: { readonly id: string; readonly timeZone: string },
  { customerRowId, mostMessages, gatherMs, unavailable }: CustomerPlanOptions,
  now: number,
): Promise<CustomerPlan | null> {
  const customer = await loadCustomer(tx, customerRowId, now, false);
  if (!customer) return null;
  const ids = customer.facts.invoices.map((invoice) => invoice.id);
  const cases = new Map(
    (await loadCases(tx, organization.id, sql`i.id = ANY(${ids}::uuid[])`, now)).map((loaded) => [
      loaded.facts.invoice.id,
      loaded,
    ]),
  );
  const nextPolicies = await nextPoliciesOf(tx, organization.id, cases.values(), now);
  const today = localDate(now, organization.timeZone);
  const dayFull =
    customer.maxMessagesPerDay !== null &&
    (await isDayFull(tx, { organizationId: organization.id, on: today, most: customer.maxMessagesPerDay }));
  const [requests] = await tx.$queryRaw<{ since: Date | null }[]>`
    SELECT min(requested_at) AS since
    FROM step
    WHERE customer_id = ${customerRowId}::uuid AND "do" = 'send' AND state = 'requested'`;
  const reserved = await tx.message.findFirst({
    where: { customerId: customerRowId, state: 'reserved' },
    select: { id: true, composedAt: true },
  });
  const reach = withChannelsOf(customer.facts, unavailable);
  const plan = planContacts({
    cases: [...cases.values()].map((loaded) => loaded.facts),
    contacts: reach.contacts,
    hasPostalAddress: reach.hasPostalAddress,
    now,
    gatherMs,
    mostMessages,
    askedSince: requests?.since?.getTime() ?? null,
    dayFullUntil: dayFull ? instantAt(addDays(today, 1), 0, organization.timeZone) : null,
    // The plan of a group keeps the risk of each customer as it is.
    ...(customer.facts.members ? {} : { saidRisk: customer.saidRisk }),
    nextPolicies,
  });
  return {
    plan,
    customer,
    cases,
    dayFull,
    underWay: reserved && { messageId: reserved.id, composedAt: reserved.composedAt },
  };
}
