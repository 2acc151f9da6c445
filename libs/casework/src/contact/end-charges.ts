import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { FALLEN_BECAUSE } from '@puntual/domain/ledger/charge-waivers';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import { type Actor, organizationOf } from '../record/actor.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import type { OrganizationRef } from '../record/refs.ts';

export type WaiverResult = { readonly result: 'done' | 'not-found' | 'paid' };

/**
 * Waives the open amount of a charge, with a reason. `done` also for a charge that is waived already; `paid`: nothing of
 * it is open any more. The waiver settles an invoice of which nothing else is open, and its case ends.
 */
export async function waiveCharge(
  database: Database,
  actor: Actor,
  invoiceRowId: string,
  chargeId: string,
  reason: string,
  now: number,
): Promise<WaiverResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<WaiverResult> => {
    const known = await tx.charge.findFirst({
      where: { id: chargeId, invoiceId: invoiceRowId },
      select: { customerId: true },
    });
    if (!known) return { result: 'not-found' };
    await lockCustomer(tx, known.customerId);
    const customer = await tx.customer.findUniqueOrThrow({
      where: { id: known.customerId },
      select: { timeZone: true },
    });
    const charge = await tx.charge.findUniqueOrThrow({ where: { id: chargeId } });
    if (charge.state !== 'charged') return { result: 'done' };
    if (charge.openMinor === 0n) return { result: 'paid' };
    await endCharges(
      tx,
      organizationOf(actor),
      [chargeId],
      { as: 'waived', by: actor.name, reason, on: localDate(now, customer.timeZone), cause: `waiver:${chargeId}` },
      now,
    );
    return { result: 'done' };
  });
}

/**
 * Takes back the charges of a message that bounced, as far as nobody has paid on them. The next message that arrives can
 * make them again.
 */
export async function takeBackCharges(
  tx: Tx,
  organization: OrganizationRef,
  messageId: string,
  on: IsoDate,
  now: number,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id
    FROM charge
    WHERE organization_id = ${organization.id}::uuid
      AND message_id = ${messageId}::uuid
      AND state = 'charged'
      AND open_minor = amount_minor`;
  await endCharges(
    tx,
    organization,
    rows.map((row) => row.id),
    { as: 'taken-back', by: 'puntual', reason: 'bounced', on, cause: `bounce:${messageId}` },
    now,
  );
  await forgetFallenCharges(tx, organization.id, messageId, now);
}

// Charges that Puntual waived in full because the invoice was paid: the debtor never heard of them, so they must not come
// back when that payment is reversed. Nothing of them is open, so no entry is posted and the ERP needs no event.
async function forgetFallenCharges(tx: Tx, organizationId: string, messageId: string, now: number): Promise<void> {
  const at = new Date(now);
  const fallen = await tx.$queryRaw<
    { id: string; invoice_id: string; customer_id: string; kind: string; amount_minor: bigint; currency: string }[]
  >`
    UPDATE charge c
    SET state = 'taken-back', reason = 'bounced', ended_at = ${at}::timestamptz
    WHERE organization_id = ${organizationId}::uuid
      AND message_id = ${messageId}::uuid
      AND state = 'waived'
      AND ended_by = 'puntual'
      AND reason = ANY(${[...FALLEN_BECAUSE]})
      AND NOT EXISTS (
        SELECT 1
        FROM entry e
        WHERE e.invoice_id = c.invoice_id AND e.charge_id = c.id AND e.payment_id IS NOT NULL
        GROUP BY e.payment_id
        HAVING sum(e.amount_minor) <> 0
      )
    RETURNING id, invoice_id, customer_id, kind, amount_minor, currency`;
  await writeAudit(
    tx,
    organizationId,
    fallen.map((charge) => ({
      at,
      kind: 'charge.taken-back',
      actor: 'puntual',
      customerRowId: charge.customer_id,
      invoiceRowId: charge.invoice_id,
      data: {
        chargeId: charge.id,
        charge: charge.kind,
        amount: decimalAmount(charge.amount_minor, charge.currency),
        currency: charge.currency,
        reason: 'bounced',
      },
    })),
  );
}

interface Ending {
  readonly as: 'waived' | 'taken-back';
  readonly by: string;
  readonly reason: string;
  readonly on: IsoDate;
  readonly cause: string;
}

// Needs the customer's lock. Changes the entries, the charges, the invoices' sums and their status together.
async function endCharges(
  tx: Tx,
  organization: OrganizationRef,
  chargeIds: readonly string[],
  how: Ending,
  now: number,
): Promise<void> {
  if (chargeIds.length === 0) return;
  const at = new Date(now);
  const charges = await tx.$queryRaw<
    {
      id: string;
      invoice_row_id: string;
      invoice_id: string;
      number: string;
      customer_row_id: string;
      customer_id: string;
      kind: string;
      currency: string;
      open_minor: bigint;
    }[]
  >`
    SELECT ch.id,
           i.id AS invoice_row_id,
           i.invoice_id,
           i.number,
           c.id AS customer_row_id,
           c.customer_id,
           ch.kind,
           ch.currency,
           ch.open_minor
    FROM charge ch
    JOIN invoice i ON i.id = ch.invoice_id
    JOIN customer c ON c.id = ch.customer_id
    WHERE ch.id = ANY(${chargeIds}::uuid[])
    ORDER BY ch.id`;
  await tx.entry.createMany({
    data: charges.map((charge) => ({
      id: newId(),
      organizationId: organization.id,
      invoiceId: charge.invoice_row_id,
      kind: 'waiver',
      amountMinor: -charge.open_minor,
      currency: charge.currency,
      on: dateColumn(how.on),
      cause: how.cause,
      chargeId: charge.id,
      createdAt: at,
    })),
  });
  await tx.charge.updateMany({
    where: { id: { in: [...chargeIds] } },
    data: { state: how.as, openMinor: 0n, endedAt: at, endedBy: how.by, reason: how.reason },
  });
  const settled = await tx.$queryRaw<{ id: string; status: string }[]>`
    UPDATE invoice i
    SET charges_minor = i.charges_minor - w.minor,
        status = CASE
          WHEN i.open_minor + i.charges_minor > w.minor THEN i.status
          WHEN EXISTS (
            SELECT 1
            FROM entry e JOIN payment p ON p.id = e.payment_id
            WHERE e.invoice_id = i.id AND p.kind = 'payment'
            GROUP BY e.payment_id
            HAVING sum(e.amount_minor) < 0
          ) THEN 'paid'
          ELSE 'credited'
        END,
        settled_on = CASE
          WHEN i.open_minor + i.charges_minor > w.minor THEN i.settled_on
          ELSE ${how.on}::date
        END
    FROM (
      SELECT id, sum(minor)::bigint AS minor
      FROM unnest(
        ${charges.map((charge) => charge.invoice_row_id)}::uuid[],
        ${charges.map((charge) => charge.open_minor.toString())}::bigint[]
      ) AS v(id, minor)
      GROUP BY id
    ) w
    WHERE i.id = w.id
    RETURNING i.id, i.status`;
  await writeAudit(tx, organization.id, [
    ...charges.map((charge): AuditRow => ({
      at,
      kind: how.as === 'waived' ? 'charge.waived' : 'charge.taken-back',
      actor: how.by,
      customerRowId: charge.customer_row_id,
      invoiceRowId: charge.invoice_row_id,
      data: {
        chargeId: charge.id,
        charge: charge.kind,
        amount: decimalAmount(charge.open_minor, charge.currency),
        currency: charge.currency,
        reason: how.reason,
      },
    })),
    ...settled
      .filter((row) => row.status !== 'open')
      .map((row): AuditRow => ({
        at,
        kind: 'invoice.settled',
        actor: how.by,
        customerRowId: charges[0]?.customer_row_id ?? null,
        invoiceRowId: row.id,
        data: { as: row.status, on: how.on },
      })),
  ]);
  await writeOutbox(
    tx,
    organization,
    charges.map((charge) => ({
      target: 'kafka' as const,
      kind: 'collections-event' as const,
      type: 'puntual.charge.waived.v1',
      customerId: charge.customer_id,
      at,
      data: {
        chargeId: charge.id,
        charge: charge.kind,
        amount: decimalAmount(charge.open_minor, charge.currency),
        currency: charge.currency,
        on: how.on,
        invoiceId: charge.invoice_id,
        number: charge.number,
        customerId: charge.customer_id,
        reason: how.reason,
      },
    })),
  );
  await wakeCases(
    tx,
    organization,
    charges.map((charge) => charge.invoice_row_id),
    { signal: 'payment', detail: { charge: how.as } },
  );
}
