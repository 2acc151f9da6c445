import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { claimsOf } from '../record/claims-of.ts';
import { endPromise } from '../promises/end-promise.ts';
import { makePromise, type PromiseMaking, type WantedPromise } from '../promises/make-promise.ts';
import { invoicesOfPromises, type PromiseRow } from '../promises/promise-row.ts';
import { type Actor, organizationOf } from '../record/actor.ts';
import { lockCustomer, type CustomerIdentity } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';

export type PromiseResult =
  | { readonly result: 'done'; readonly promiseId: string }
  | { readonly result: 'not-found' | 'settled' }
  /** Another open promise is about one of the invoices. */
  | { readonly result: 'promise-open'; readonly promiseId: string }
  /** The promise is over, so it can be neither renewed nor withdrawn. */
  | { readonly result: 'promise-over'; readonly state: string }
  | ({ readonly result: 'invalid' } & Refusal);

/** What a person enters of a promise besides its sums. */
interface EnteredPromise extends Pick<PromiseMaking, 'source' | 'promisedBy' | 'note' | 'mayExceed'> {
  readonly wanted: WantedPromise;
}

/** A promise about invoices (the ERP's ids) of a customer (row id). `renews`: the promise that it replaces. */
export interface NewPromise extends EnteredPromise {
  readonly customerRowId: string;
  readonly invoiceIds: readonly string[];
  readonly renews: string | null;
}

/**
 * Records that a customer promised to pay, and wakes the cases. `settled`: none of the invoices is open. Refuses an
 * invoice that is not an open one of the customer, days and sums that cannot be, and what is beyond the limits.
 */
export async function promiseToPay(
  database: Database,
  actor: Actor,
  { customerRowId, invoiceIds, renews, ...entered }: NewPromise,
  now: number,
): Promise<PromiseResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PromiseResult> => {
    const customer = await lockCustomer(tx, customerRowId);
    if (!customer) return { result: 'not-found' };
    const owners = await claimsOf(tx, customer.id);
    const rows = await tx.invoice.findMany({
      where: { customerId: { in: owners }, invoiceId: { in: [...invoiceIds] } },
    });
    const unknown = invoiceIds.findIndex((id) => !rows.some(({ invoiceId }) => invoiceId === id));
    if (unknown !== -1) return notOpen(unknown);
    const open = rows.filter(({ status }) => status === 'open');
    if (open.length === 0) return { result: 'settled' };
    const closed = invoiceIds.findIndex((id) => !open.some(({ invoiceId }) => invoiceId === id));
    if (closed !== -1) return notOpen(closed);
    if (renews !== null) {
      const refusal = await whyNotOpen(tx, customer, renews);
      if (refusal) return refusal;
    }
    return make(tx, { actor, customer, now }, { ...entered, invoices: open, renews });
  });
}

/**
 * Replaces an open promise (row id) by another one about those of its invoices that are still open. `promise-over`: it
 * is kept, broken or ended already.
 */
export async function renewPromise(
  database: Database,
  actor: Actor,
  { promiseId, ...entered }: EnteredPromise & { readonly promiseId: string },
  now: number,
): Promise<PromiseResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PromiseResult> => {
    const locked = await lockPromise(tx, promiseId);
    if (!locked) return { result: 'not-found' };
    const { customer, promise } = locked;
    if (promise.state !== 'open') return { result: 'promise-over', state: promise.state };
    const ids = (await invoicesOfPromises(tx, [promiseId])).get(promiseId) ?? [];
    const invoices = await tx.invoice.findMany({ where: { id: { in: [...ids] }, status: 'open' } });
    if (invoices.length === 0) return { result: 'settled' };
    return make(tx, { actor, customer, now }, { ...entered, invoices, renews: promiseId });
  });
}

/** Withdraws an open promise (row id) with a reason: its invoices are chased again at once. */
export async function withdrawPromise(
  database: Database,
  actor: Actor,
  { promiseId, reason }: { readonly promiseId: string; readonly reason: string },
  now: number,
): Promise<PromiseResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PromiseResult> => {
    const locked = await lockPromise(tx, promiseId);
    if (!locked) return { result: 'not-found' };
    const { customer, promise } = locked;
    if (promise.state !== 'open') return { result: 'promise-over', state: promise.state };
    const ending = { promise, customerId: customer.customer_id, end: { to: 'withdrawn', reason } } as const;
    const released = await endPromise(tx, actor, ending, now);
    await wakeCases(tx, organizationOf(actor), released, causeOf(promiseId));
    return { result: 'done', promiseId };
  });
}

async function lockPromise(
  tx: Tx,
  promiseId: string,
): Promise<{ readonly customer: CustomerIdentity; readonly promise: PromiseRow } | null> {
  const known = await tx.paymentPromise.findUnique({ where: { id: promiseId }, select: { customerId: true } });
  const customer = known && (await lockCustomer(tx, known.customerId));
  return customer && { customer, promise: await tx.paymentPromise.findUniqueOrThrow({ where: { id: promiseId } }) };
}

async function make(
  tx: Tx,
  { actor, customer, now }: { readonly actor: Actor; readonly customer: CustomerIdentity; readonly now: number },
  entered: EnteredPromise & Pick<PromiseMaking, 'invoices' | 'renews'>,
): Promise<PromiseResult> {
  const { id, customer_id: customerId, time_zone: timeZone, currency } = customer;
  const several = new Set(entered.invoices.map((invoice) => invoice.currency)).size > 1;
  if (several) return { result: 'invalid', code: 'several-currencies', path: 'invoiceIds', values: {} };
  const made = await makePromise(tx, {
    ...entered,
    actor,
    customer: { id, customerId, timeZone, currency },
    path: '',
    now,
  });
  if (made.result !== 'made') return made;
  const woken = [...entered.invoices.map((invoice) => invoice.id), ...made.released];
  await wakeCases(tx, organizationOf(actor), woken, causeOf(made.promise.id));
  return { result: 'done', promiseId: made.promise.id };
}

// Why the promise that another one is to replace cannot be; null when it is open and the customer's.
async function whyNotOpen(tx: Tx, customer: CustomerIdentity, promiseId: string): Promise<PromiseResult | null> {
  const promise = await tx.paymentPromise.findUnique({ where: { id: promiseId } });
  if (promise?.customerId !== customer.id) return { result: 'not-found' };
  return promise.state === 'open' ? null : { result: 'promise-over', state: promise.state };
}

function notOpen(index: number): PromiseResult {
  return { result: 'invalid', code: 'not-an-open-invoice', path: `invoiceIds.${index}`, values: {} };
}

function causeOf(promiseId: string) {
  return { signal: 'hold', detail: { promiseId } } as const;
}
