import type { Policy } from '@puntual/domain/policy/policy';
import { SIMULATED_INVOICES } from '@puntual/contracts/api/simulate';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { loadCases, type LoadedCase } from '../facts/load-case.ts';
import { groupBy } from '../record/group-by.ts';
import { nextPoliciesOf } from '../facts/next-policies.ts';
import { underPolicy } from '../facts/facts-under-policy.ts';
import { readSettings } from '../settings/settings.ts';
import { readPeople } from './read-people.ts';
import type { LoadedSimulation, LoadRefusal, SimulatedCustomer } from './simulated-customer.ts';

/** Which cases a simulation is about, and which of them get the policy to try. */
export interface OpenScope {
  /** The ERP's ids or row ids of open invoices: their customers are simulated whole, and these invoices alone get the policy. Null: all open invoices of the organization. */
  readonly invoiceIds: readonly string[] | null;
  /** Null: nothing is tried, every case goes on with its own. */
  readonly policy: Policy | null;
  /** `same-policy`: only the cases that run on another version of the policy's key, as a move would. */
  readonly cases: 'all' | 'same-policy';
  /** Customers in the order of their row ids, from after this one on; at most so many (null: all). */
  readonly after: string | null;
  readonly most: number | null;
}

/** Customers that are read with one set of statements. */
const PAGE_CUSTOMERS = 500;

export type ReadProgress = (customersRead: number, customers: number) => void;

/**
 * Reads the open cases of customers as they stand at `now`, a page of customers at a time. What keeps everything from customers for a while (a stale feed,
 * contact stopped) is left out of the facts: a simulation says what comes of a policy once it is over.
 */
export async function loadOpenCases(
  tx: Tx,
  organizationId: string,
  scope: OpenScope,
  now: number,
  read: ReadProgress,
): Promise<LoadedSimulation | LoadRefusal> {
  const named = scope.invoiceIds === null ? null : await findNamed(tx, organizationId, scope.invoiceIds);
  if (named && 'result' in named) return named;
  const counted = await tx.$queryRaw<{ id: string; count: number }[]>`
    SELECT i.customer_id AS id, count(*)::int AS count FROM invoice i WHERE i.organization_id = ${organizationId}::uuid AND i.status = 'open'
      AND ${named ? sql`i.customer_id = ANY(${[...named.customers]}::uuid[])` : sql`true`} GROUP BY 1 ORDER BY 1`;
  const invoices = counted.reduce((sum, row) => sum + row.count, 0);
  if (invoices > SIMULATED_INVOICES) return { result: 'too-many', invoices };

  const { after, most } = scope;
  const ids = counted
    .map((row) => row.id)
    .filter((id) => after === null || id > after)
    .slice(0, most ?? undefined);
  const customers: SimulatedCustomer[] = [];
  let appliedTo = 0;
  const applies = ({ facts }: LoadedCase) =>
    named ? named.invoices.has(facts.invoice.id) : scope.cases === 'all' || facts.policy.key === scope.policy?.key;
  for (let start = 0; start < ids.length; start += PAGE_CUSTOMERS) {
    for (const customer of await readPage(tx, organizationId, ids.slice(start, start + PAGE_CUSTOMERS), now)) {
      const tried = await withPolicy(tx, organizationId, customer, scope.policy, applies, now);
      appliedTo += tried.appliedTo;
      customers.push(tried.customer);
    }
    read(customers.length, ids.length);
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

async function findNamed(
  tx: Tx,
  organizationId: string,
  invoiceIds: readonly string[],
): Promise<LoadRefusal | { readonly invoices: ReadonlySet<string>; readonly customers: ReadonlySet<string> }> {
  const rows = await tx.$queryRaw<{ id: string; invoice_id: string; customer_id: string }[]>`
    SELECT id, invoice_id, customer_id FROM invoice
    WHERE organization_id = ${organizationId}::uuid AND status = 'open' AND (invoice_id = ANY(${invoiceIds}::text[]) OR id = ANY(${invoiceIds.filter((id) => ROW_ID.test(id))}::uuid[]))`;
  const known = new Set(rows.flatMap((row) => [row.id, row.invoice_id]));
  const unknown = invoiceIds.filter((id) => !known.has(id));
  if (unknown.length > 0) return { result: 'unknown-invoices', invoiceIds: unknown };
  return { invoices: new Set(rows.map((row) => row.id)), customers: new Set(rows.map((row) => row.customer_id)) };
}

interface ReadCustomer extends Omit<SimulatedCustomer, 'current' | 'nextPolicies' | 'tried' | 'recorded' | 'record'> {
  readonly loaded: readonly LoadedCase[];
}

// Besides what is open: cases that are just ending, and settled ones whose thank-you is still on its way.
const GOING_ON = (
  ids: readonly string[],
  organizationId: string,
): Sql => sql`i.customer_id = ANY(${ids}::uuid[]) AND (i.status = 'open' OR i.case_state = 'running' OR i.id = ANY(ARRAY(
  SELECT s.invoice_id FROM step s WHERE s.organization_id = ${organizationId}::uuid AND s.customer_id = ANY(${ids}::uuid[]) AND s.state = 'requested')))`;

async function readPage(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
  now: number,
): Promise<readonly ReadCustomer[]> {
  const cases = groupBy(
    await loadCases(tx, organizationId, GOING_ON(ids, organizationId), now),
    (loaded) => loaded.customerRowId,
  );
  const asked = new Set(
    (
      await tx.task.findMany({
        where: { customerId: { in: [...ids] }, kind: 'fix-contact', state: { not: 'done' } },
        select: { customerId: true },
      })
    ).map((task) => task.customerId),
  );
  return (await readPeople(tx, ids)).map((person) => {
    const loaded = (cases.get(person.id) ?? []).map((each) => ({
      ...each,
      facts: { ...each.facts, allStopped: false, staleFeed: null },
    }));
    return {
      ...person,
      contactDataAsked: asked.has(person.id),
      loaded,
      invoices: loaded.map(({ facts, invoiceId, number }) => ({
        id: facts.invoice.id,
        invoiceId,
        number,
        dueOn: facts.invoice.dueOn,
      })),
    };
  });
}

async function withPolicy(
  tx: Tx,
  organizationId: string,
  { loaded, ...customer }: ReadCustomer,
  policy: Policy | null,
  applies: (loaded: LoadedCase) => boolean,
  now: number,
): Promise<{ readonly customer: SimulatedCustomer; readonly appliedTo: number }> {
  const nextPolicies = await nextPoliciesOf(tx, organizationId, loaded, now);
  const applied = policy === null ? [] : loaded.filter((each) => each.facts.invoice.status === 'open' && applies(each));
  const ids = new Set(applied.map((each) => each.facts.invoice.id));
  const tried =
    policy === null || applied.length === 0
      ? null
      : loaded.map((each) =>
          ids.has(each.facts.invoice.id) ? { ...each.facts, ...underPolicy(each, policy, now) } : each.facts,
        );
  return {
    customer: {
      ...customer,
      current: loaded.map((each) => each.facts),
      nextPolicies,
      tried,
      recorded: [],
      record: null,
    },
    appliedTo: applied.length,
  };
}
