import type { Policy } from '@puntual/domain/policy/policy';
import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { loadCases, type LoadedCase } from '../facts/load-case.ts';
import { groupBy } from '../record/group-by.ts';
import { underPolicy } from '../facts/facts-under-policy.ts';
import type { OpenScope, ReadProgress } from './load-open-cases.ts';
import { casesAt, recordedSince } from './past-cases.ts';
import { readHistory } from './read-history.ts';
import { readPeople } from './read-people.ts';
import { recordOf } from './record-of.ts';
import type { LoadedSimulation, LoadRefusal, SimulatedCustomer } from './simulated-customer.ts';

export interface HistoryScope extends Pick<OpenScope, 'policy' | 'cases' | 'after' | 'most'> {
  readonly from: number;
  readonly to: number;
}

/** Customers that are read with one set of statements: their past is longer than what is open of them. */
const PAGE_CUSTOMERS = 200;

/**
 * Reads the invoices that were open at some time from `from` to `to` as they stood at `from`, what was booked of them since, and what Puntual really did. An
 * invoice that came later is a cancelled one until then. Who customers are and how they can be reached is known as of today only.
 */
export async function loadHistory(
  tx: Tx,
  organizationId: string,
  { from, to, policy, cases, after, most }: HistoryScope,
  read: ReadProgress,
): Promise<LoadedSimulation | LoadRefusal> {
  const rows = await tx.$queryRaw<{ id: string; customer: string }[]>`
    SELECT i.id, i.customer_id AS customer FROM invoice i WHERE i.organization_id = ${organizationId}::uuid AND i.known_at < ${new Date(to)}::timestamptz
      AND (i.status = 'open' OR EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = i.organization_id AND e.invoice_id = i.id AND e.created_at >= ${new Date(from)}::timestamptz))
    ORDER BY i.customer_id, i.id LIMIT ${SIMULATED_INVOICES + 1}`;
  if (rows.length > SIMULATED_INVOICES) return { result: 'too-many', invoices: rows.length };
  const invoices = groupBy(rows, (row) => row.customer);
  const ids = [...invoices.keys()].filter((id) => after === null || id > after).slice(0, most ?? undefined);
  const applies = (loaded: LoadedCase) => cases === 'all' || loaded.facts.policy.key === policy?.key;
  const customers: SimulatedCustomer[] = [];
  let appliedTo = 0;
  for (let start = 0; start < ids.length; start += PAGE_CUSTOMERS) {
    const page = ids.slice(start, start + PAGE_CUSTOMERS);
    for (const { customer, applied } of await readPage(
      tx,
      organizationId,
      page,
      page.flatMap((id) => (invoices.get(id) ?? []).map((row) => row.id)),
      { from, to, policy, applies },
    )) {
      customers.push(customer);
      appliedTo += applied;
    }
    read(customers.length, ids.length);
  }
  return { customers, appliedTo, invoices: rows.length, contactStopped: false, maxMessagesPerDay: null };
}

interface Period {
  readonly from: number;
  readonly to: number;
  readonly policy: Policy | null;
  readonly applies: (loaded: LoadedCase) => boolean;
}

async function readPage(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
  invoiceIds: readonly string[],
  { from, to, policy, applies }: Period,
): Promise<readonly { readonly customer: SimulatedCustomer; readonly applied: number }[]> {
  const cases = groupBy(
    await loadCases(tx, organizationId, sql`i.id = ANY(${invoiceIds}::uuid[])`, from),
    (loaded) => loaded.customerRowId,
  );
  const history = await readHistory(tx, organizationId, invoiceIds, ids, to);
  return (await readPeople(tx, ids)).map((person) => {
    const loaded = cases.get(person.id) ?? [];
    const current = casesAt(loaded, history, person.id, from);
    const chosen = policy === null ? [] : loaded.filter(applies);
    const under = new Map(
      chosen.map((each) => [each.facts.invoice.id, policy === null ? {} : underPolicy(each, policy, from)]),
    );
    return {
      applied: chosen.length,
      customer: {
        ...person,
        contactDataAsked: (history.tasks.get(person.id) ?? []).some(
          (task) =>
            task.kind === 'fix-contact' && task.at < from && (task.completedAt === null || task.completedAt >= from),
        ),
        invoices: loaded.map(({ facts, invoiceId, number }) => ({
          id: facts.invoice.id,
          invoiceId,
          number,
          dueOn: facts.invoice.dueOn,
        })),
        current,
        nextPolicies: new Map<string, never>(),
        tried: chosen.length === 0 ? null : current.map((facts) => ({ ...facts, ...under.get(facts.invoice.id) })),
        recorded: recordedSince(loaded, history, person.id, from, to),
        record: recordOf(
          person.id,
          loaded.map((each) => each.facts.invoice.id),
          history,
          from,
          to,
        ),
      },
    };
  });
}
