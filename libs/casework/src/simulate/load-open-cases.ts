import type { Policy } from '@puntual/domain/policy/policy';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { loadCases, type LoadedCase } from '../facts/load-case.ts';
import { groupBy } from '../record/group-by.ts';
import { nextPoliciesOf } from '../facts/next-policies.ts';
import { readSettings } from '../settings/settings.ts';
import { readPeople } from './read-people.ts';
import { invoicesOf, type LoadedSimulation, type LoadRefusal, type SimulatedCustomer } from './simulated-customer.ts';
import { tryPolicy, type Trial } from './try-policy.ts';

/** Which cases a simulation is about, and which of them get the policy to try. */
export interface OpenScope {
  /** The instant at which the simulation starts. */
  readonly now: number;
  /**
   * Ids of open invoices (the ERP's or row ids). All open invoices of their customers are simulated, and only these
   * invoices get the policy. Null: all open invoices of the organization.
   */
  readonly invoiceIds: readonly string[] | null;
  /** Null: no policy is tried, and every case keeps its own. */
  readonly policy: Policy | null;
  /** `same-policy`: only cases that run on another version of the policy's key get it, as in a move. */
  readonly cases: 'all' | 'same-policy';
  /** Read only customers with a greater row id than this one; null: all. */
  readonly after: string | null;
  /** Read at most so many customers, in the order of their row ids; null: all. */
  readonly most: number | null;
  /** The channels for which this installation has no provider. */
  readonly unavailable: ReadonlySet<Channel>;
}

/** The most customers that are read at a time. */
const PAGE_CUSTOMERS = 500;

export type ReadProgress = (customersRead: number, customers: number) => void;

/**
 * Reads the open cases of customers as they stand at `now`, a page of customers at a time. Leaves out of the facts what
 * stops all messages for a while (stale feeds, contact stopped), because a simulation says what a policy does when
 * messages can leave.
 */
export async function loadOpenCases(
  tx: Tx,
  organizationId: string,
  scope: OpenScope,
  onRead: ReadProgress,
): Promise<LoadedSimulation | LoadRefusal> {
  const { policy, after, most, now } = scope;
  const named = scope.invoiceIds === null ? null : await findNamed(tx, organizationId, scope.invoiceIds);
  if (named && 'result' in named) return named;
  const counted = await countOpen(tx, organizationId, named && [...named.customers]);
  const invoices = counted.reduce((sum, row) => sum + row.count, 0);
  if (invoices > SIMULATED_INVOICES) return { result: 'too-many', invoices };

  const ids = counted
    .map((row) => row.id)
    .filter((id) => after === null || id > after)
    .slice(0, most ?? undefined);
  const trial: Trial | null = policy && {
    policy,
    appliesTo: ({ facts }) =>
      facts.invoice.status === 'open' &&
      (named ? named.invoices.has(facts.invoice.id) : scope.cases === 'all' || facts.policy.key === policy.key),
  };
  const customers: SimulatedCustomer[] = [];
  let appliedTo = 0;
  for (let start = 0; start < ids.length; start += PAGE_CUSTOMERS) {
    const page = await readPage(tx, organizationId, ids.slice(start, start + PAGE_CUSTOMERS), scope);
    for (const { loaded, ...customer } of page) {
      const current = loaded.map((each) => each.facts);
      const nextPolicies = await nextPoliciesOf(tx, organizationId, loaded, now);
      const trying = tryPolicy(current, loaded, trial, now);
      customers.push({ ...customer, current, nextPolicies, tried: trying.tried, recorded: [], record: null });
      appliedTo += trying.appliedTo;
    }
    onRead(customers.length, ids.length);
  }
  const settings = await readSettings(tx, organizationId);
  return {
    customers,
    appliedTo,
    invoices,
    contactStopped: settings.contactStoppedAt !== null,
    maxMessagesPerDay: settings.maxMessagesPerDay,
  };
}

const ROW_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// The named open invoices and their customers, by row ids.
async function findNamed(
  tx: Tx,
  organizationId: string,
  invoiceIds: readonly string[],
): Promise<LoadRefusal | { readonly invoices: ReadonlySet<string>; readonly customers: ReadonlySet<string> }> {
  const rowIds = invoiceIds.filter((id) => ROW_ID.test(id));
  const rows = await tx.$queryRaw<{ id: string; invoice_id: string; customer_id: string }[]>`
    SELECT id, invoice_id, customer_id
    FROM invoice
    WHERE organization_id = ${organizationId}::uuid
      AND status = 'open'
      AND (invoice_id = ANY(${invoiceIds}::text[]) OR id = ANY(${rowIds}::uuid[]))`;
  const known = new Set(rows.flatMap((row) => [row.id, row.invoice_id]));
  const unknown = invoiceIds.filter((id) => !known.has(id));
  if (unknown.length > 0) return { result: 'unknown-invoices', invoiceIds: unknown };
  return { invoices: new Set(rows.map((row) => row.id)), customers: new Set(rows.map((row) => row.customer_id)) };
}

// How many open invoices each customer has (null: all customers), in the order of the customers' row ids.
async function countOpen(
  tx: Tx,
  organizationId: string,
  customerIds: readonly string[] | null,
): Promise<readonly { readonly id: string; readonly count: number }[]> {
  return tx.$queryRaw`
    SELECT i.customer_id AS id, count(*)::int AS count
    FROM invoice i
    WHERE i.organization_id = ${organizationId}::uuid
      AND i.status = 'open'
      AND ${customerIds ? sql`i.customer_id = ANY(${customerIds}::uuid[])` : sql`true`}
    GROUP BY 1
    ORDER BY 1`;
}

interface ReadCustomer extends Omit<SimulatedCustomer, 'current' | 'nextPolicies' | 'tried' | 'recorded' | 'record'> {
  readonly loaded: readonly LoadedCase[];
}

// Open invoices, cases that have not ended yet, and settled invoices whose thank-you has not been sent yet.
const unfinished = (customerIds: readonly string[], organizationId: string): Sql => sql`
  i.customer_id = ANY(${customerIds}::uuid[])
  AND (
    i.status = 'open'
    OR i.case_state = 'running'
    OR i.id = ANY(ARRAY(
      SELECT s.invoice_id
      FROM step s
      WHERE s.organization_id = ${organizationId}::uuid
        AND s.customer_id = ANY(${customerIds}::uuid[])
        AND s.state = 'requested'
    ))
  )`;

async function readPage(
  tx: Tx,
  organizationId: string,
  customerIds: readonly string[],
  { now, unavailable }: Pick<OpenScope, 'now' | 'unavailable'>,
): Promise<readonly ReadCustomer[]> {
  const cases = groupBy(
    await loadCases(tx, organizationId, unfinished(customerIds, organizationId), now),
    (loaded) => loaded.customerRowId,
  );
  const asked = new Set(
    (
      await tx.task.findMany({
        where: { customerId: { in: [...customerIds] }, kind: 'fix-contact', state: { not: 'done' } },
        select: { customerId: true },
      })
    ).map((task) => task.customerId),
  );
  return (await readPeople(tx, customerIds, { unavailable, withResting: true })).map((person) => {
    const loaded = (cases.get(person.id) ?? []).map((each) => ({
      ...each,
      facts: { ...each.facts, allStopped: false, staleFeed: null },
    }));
    return { ...person, contactDataAsked: asked.has(person.id), loaded, invoices: invoicesOf(loaded) };
  });
}
