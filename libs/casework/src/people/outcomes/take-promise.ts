import type { Tx } from '@puntual/db/database';
import { claimsOf } from '../../record/claims-of.ts';
import { makePromise } from '../../promises/make-promise.ts';
import { organizationOf } from '../../record/actor.ts';
import { wakeCases } from '../../record/wake-cases.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';

/**
 * The customer promised to pay on the phone: the promise is recorded, and its invoices are on hold until its day and
 * the policy's grace are over. A promise about the same invoices that is still open is replaced. Without an amount,
 * all that is open is promised, in each currency.
 */
export async function takePromise(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { actor, customer, invoices, input, now, mayExceed } = ending;
  const { promise, note } = input;
  if (!promise) return refuse({ code: 'promise-without-day', path: 'promise.date', values: {} });
  const about = input.invoiceIds === undefined ? invoices : await readNamed(tx, ending, input.invoiceIds);
  if ('result' in about) return about;
  const all = promise.amount === undefined && promise.parts === undefined && promise.currency === undefined;
  const currencies = all ? [...new Set(about.map(({ currency }) => currency))] : [promise.currency];
  const affected: string[] = about.map(({ id }) => id);
  for (const currency of currencies) {
    const made = await makePromise(tx, {
      actor,
      customer,
      invoices: about,
      wanted: { ...promise, currency },
      source: ending.task.kind === 'answer-reply' ? 'reply' : 'call',
      promisedBy: promise.promisedBy ?? null,
      note: note ?? null,
      mayExceed,
      path: 'promise',
      renews: 'any',
      now,
    });
    if (made.result === 'invalid') return made;
    if (made.result === 'made') affected.push(...made.released);
  }
  const woken = new Set(invoices.map(({ id }) => id));
  await wakeCases(
    tx,
    organizationOf(actor),
    affected.filter((id) => !woken.has(id)),
    { signal: 'hold', detail: { because: 'promise' } },
  );
  return null;
}

// The open invoices with the ERP's ids, of the customer or of the group that it pays for.
async function readNamed(
  tx: Tx,
  { customer }: Ending,
  invoiceIds: readonly string[],
): Promise<Ending['invoices'] | OutcomeRefusal> {
  const rows = await tx.invoice.findMany({
    where: {
      customerId: { in: await claimsOf(tx, customer.id) },
      invoiceId: { in: [...invoiceIds] },
      status: 'open',
    },
    orderBy: { id: 'asc' },
  });
  const unknown = invoiceIds.findIndex((id) => !rows.some(({ invoiceId }) => invoiceId === id));
  return unknown === -1 ? rows : refuse({ code: 'not-an-open-invoice', path: `invoiceIds.${unknown}`, values: {} });
}
