import { eventSchema } from '@puntual/contracts/events/events';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { reverseCollection } from '../agencies/reverse-collection.ts';
import { EventRejected, refuseRejected } from '../intake/event-rejected.ts';
import { paymentIdOfReport } from '../intake/take-agency-report.ts';
import { takeEventsWith } from '../intake/take-events.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { isoDate } from '../record/dates.ts';
import { lockCustomerOfPlacement } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';

/** A report of collected money (row ids), and why it was wrong. */
export interface WrongCollection {
  readonly placementId: string;
  readonly reportRowId: string;
  readonly reason: string;
}

/** `no-collection`: the report is about no money, or takes a collection back itself. */
export type TakeBackCollectionResult =
  { readonly result: 'done' | 'not-found' | 'no-collection' | 'already' } | ({ readonly result: 'invalid' } & Refusal);

class TakenBackMeanwhile extends Error {}

/**
 * Takes back money that an agency reported as collected and had not collected: reverses the payment that the report
 * stands for, on the day on which it was booked, so that the invoice is open again at the stage it had; and takes
 * amount and commission off the agency's account. All of it or nothing, and once. Refuses a payment of which a part was
 * paid back to the customer.
 */
export async function takeBackCollection(
  database: Database,
  actor: Actor,
  wrong: WrongCollection,
  now: number,
): Promise<TakeBackCollectionResult> {
  const found = await database.inOrganization(actor.organizationId, (tx) => findCollection(tx, wrong));
  if (!found) return { result: 'not-found' };
  if (found.amountMinor === null || found.amountMinor <= 0n) return { result: 'no-collection' };
  const at = new Date(now);
  const events = found.paymentId === null ? [] : [reversalOf(actor, { ...found, paymentId: found.paymentId, at })];
  try {
    await takeEventsWith(database, { slug: actor.slug, events, now: at }, async (tx, verdicts) => {
      refuseRejected(verdicts);
      await lockCustomerOfPlacement(tx, wrong.placementId);
      const reversed = await reverseCollection(tx, organizationOf(actor), { ...wrong, by: storedActor(actor) }, at);
      if (!reversed) throw new TakenBackMeanwhile();
      await note(tx, actor, { ...found, reason: wrong.reason }, at);
      const detail = { placementId: wrong.placementId };
      await wakeCases(tx, organizationOf(actor), [found.invoiceRowId], { signal: 'placement', detail });
    });
    return { result: 'done' };
  } catch (error) {
    if (error instanceof TakenBackMeanwhile) return { result: 'already' };
    if (error instanceof EventRejected) return { result: 'invalid', path: '', ...error.refusal };
    throw error;
  }
}

interface Collection {
  readonly reportId: string;
  readonly on: Date;
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly invoiceRowId: string;
  readonly customerRowId: string;
  readonly customerId: string;
  /** The payment that stands for the report and is not reversed; null: there is none. */
  readonly paymentId: string | null;
}

async function findCollection(tx: Tx, { placementId, reportRowId }: WrongCollection): Promise<Collection | null> {
  const report = await tx.agencyReport.findFirst({ where: { id: reportRowId, placementId } });
  const placement = report && (await tx.placement.findUnique({ where: { id: placementId } }));
  if (!report || !placement) return null;
  const { source, reportId, on, currency, outcome } = report;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: placement.customerId } });
  const payment = await tx.payment.findFirst({
    where: { kind: 'payment', paymentId: paymentIdOfReport({ source, id: reportId }), status: 'received' },
    select: { paymentId: true },
  });
  return {
    reportId,
    on,
    amountMinor: outcome === 'collected' ? report.amountMinor : null,
    currency,
    invoiceRowId: placement.invoiceId,
    customerRowId: placement.customerId,
    customerId: customer.customerId,
    paymentId: payment?.paymentId ?? null,
  };
}

function reversalOf(
  actor: Actor,
  { paymentId, customerId, on, at }: Pick<Collection, 'customerId' | 'on'> & { paymentId: string; at: Date },
): PuntualEvent {
  return eventSchema.parse({
    specversion: '1.0',
    id: `${paymentId}/taken-back`,
    source: '/people',
    org: actor.slug,
    time: at.toISOString(),
    type: 'puntual.payment.reversed.v1',
    data: { paymentId, customerId, reversedOn: isoDate(on) },
  });
}

async function note(
  tx: Tx,
  actor: Actor,
  { amountMinor, currency, on, reason, invoiceRowId, customerRowId }: Collection & { readonly reason: string },
  at: Date,
): Promise<void> {
  if (amountMinor === null || currency === null) return;
  const data = { on: isoDate(on), amount: decimalAmount(amountMinor, currency), currency, reason };
  await writeAudit(tx, actor.organizationId, [
    { at, actor: storedActor(actor), customerRowId, invoiceRowId, kind: 'agency.collection-reversed', data },
  ]);
}
