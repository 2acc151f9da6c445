import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { loadCases } from '../facts/load-case.ts';
import { groupBy } from '../record/group-by.ts';
import type { PastCustomer, Period } from './history.ts';
import type { OpenScope, ReadProgress } from './load-open-cases.ts';
import { casesAt, recordedChanges } from './past-cases.ts';
import { readHistory, type Subjects } from './read-history.ts';
import { readPeople, type Person } from './read-people.ts';
import { recordedRun } from './recorded-run.ts';
import { invoicesOf, type LoadedSimulation, type LoadRefusal, type SimulatedCustomer } from './simulated-customer.ts';
import { tryPolicy, type Trial } from './try-policy.ts';

export interface HistoryScope extends Period, Pick<OpenScope, 'policy' | 'cases' | 'after' | 'most' | 'unavailable'> {}

/** The most customers that are read at a time; fewer than of open cases, because their whole past is read. */
const PAGE_CUSTOMERS = 200;

/**
 * Reads the invoices that were open at some time from `from` to `to` as they stood at `from`, what was booked on them
 * since, and what Puntual really did. An invoice that was not known yet is a cancelled one until it was. The data and
 * the contacts of customers are those of today, because earlier ones are not kept.
 */
export async function loadHistory(
  tx: Tx,
  organizationId: string,
  { from, to, policy, cases, after, most, unavailable }: HistoryScope,
  onRead: ReadProgress,
): Promise<LoadedSimulation | LoadRefusal> {
  const rows = await findInvoices(tx, organizationId, { from, to });
  if (rows.length > SIMULATED_INVOICES) return { result: 'too-many', invoices: rows.length };
  const invoices = groupBy(rows, (row) => row.customer);
  const ids = [...invoices.keys()].filter((id) => after === null || id > after).slice(0, most ?? undefined);
  const trial: Trial | null = policy && {
    policy,
    appliesTo: (loaded) => cases === 'all' || loaded.facts.policy.key === policy.key,
  };
  const scope = { from, to, unavailable };
  const customers: SimulatedCustomer[] = [];
  let appliedTo = 0;
  for (let start = 0; start < ids.length; start += PAGE_CUSTOMERS) {
    const customerIds = ids.slice(start, start + PAGE_CUSTOMERS);
    const invoiceIds = customerIds.flatMap((id) => (invoices.get(id) ?? []).map((row) => row.id));
    for (const { person, past } of await readPage(tx, organizationId, { customerIds, invoiceIds }, scope)) {
      const read = simulatedCustomer(person, past, trial, { from, to });
      customers.push(read.customer);
      appliedTo += read.appliedTo;
    }
    onRead(customers.length, ids.length);
  }
  return { customers, appliedTo, invoices: rows.length, contactStopped: false, maxMessagesPerDay: null };
}

// At most one more invoice than can be simulated, in the order of the customers' row ids.
async function findInvoices(
  tx: Tx,
  organizationId: string,
  { from, to }: Period,
): Promise<readonly { readonly id: string; readonly customer: string }[]> {
  return tx.$queryRaw`
    SELECT i.id, i.customer_id AS customer
    FROM invoice i
    WHERE i.organization_id = ${organizationId}::uuid
      AND i.known_at < ${new Date(to)}::timestamptz
      AND (
        i.status = 'open'
        OR EXISTS (
          SELECT 1
          FROM entry e
          WHERE e.organization_id = i.organization_id
            AND e.invoice_id = i.id
            AND e.created_at >= ${new Date(from)}::timestamptz
        )
      )
    ORDER BY i.customer_id, i.id
    LIMIT ${SIMULATED_INVOICES + 1}`;
}

async function readPage(
  tx: Tx,
  organizationId: string,
  page: Subjects,
  { from, to, unavailable }: Period & Pick<OpenScope, 'unavailable'>,
): Promise<readonly { readonly person: Person; readonly past: PastCustomer }[]> {
  const cases = groupBy(
    await loadCases(tx, organizationId, sql`i.id = ANY(${page.invoiceIds}::uuid[])`, from),
    (loaded) => loaded.customerRowId,
  );
  const history = await readHistory(tx, organizationId, page, to);
  return (await readPeople(tx, page.customerIds, { unavailable, withResting: false })).map((person) => ({
    person,
    past: { customerRowId: person.id, loaded: cases.get(person.id) ?? [], history },
  }));
}

function simulatedCustomer(
  person: Person,
  past: PastCustomer,
  trial: Trial | null,
  period: Period,
): { readonly customer: SimulatedCustomer; readonly appliedTo: number } {
  const { from } = period;
  const current = casesAt(past, from);
  const { tried, appliedTo } = tryPolicy(current, past.loaded, trial, from);
  const customer: SimulatedCustomer = {
    ...person,
    contactDataAsked: (past.history.tasks.get(person.id) ?? []).some(
      (task) =>
        task.kind === 'fix-contact' && task.at < from && (task.completedAt === null || task.completedAt >= from),
    ),
    invoices: invoicesOf(past.loaded),
    current,
    nextPolicies: new Map<string, never>(),
    tried,
    recorded: recordedChanges(past, period),
    record: recordedRun(past, period),
  };
  return { customer, appliedTo };
}
