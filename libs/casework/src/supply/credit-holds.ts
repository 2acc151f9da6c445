import { localDate } from '@puntual/domain/calendar/dates';
import { amountOf } from '@puntual/domain/ledger/announce';
import type { Tx } from '@puntual/db/database';
import type { AuditRow } from '../record/audit.ts';
import type { OutboxRow } from '../record/outbox.ts';
import { CREDIT_STEP, requestedEvent, storeSupplyHold, type HeldInvoice } from './supply-holds.ts';

/** A supply hold that was asked for, with what the caller writes in the same transaction. */
export interface CreditHold {
  readonly invoice: HeldInvoice;
  readonly audit: AuditRow;
  readonly outbox: OutboxRow;
}

interface Asking {
  readonly organizationId: string;
  readonly customerRowId: string;
  /** The actor in the audit. */
  readonly by: string;
  readonly reason: string | null;
  /** An invoice (row id) that cannot be held. */
  readonly not?: string;
}

interface OldestRow {
  readonly id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly case_run: number;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly customer_id: string;
  readonly time_zone: string;
}

/**
 * Asks for a supply hold because a customer is over the limit of credit, on the oldest open invoice without one: the
 * hold ends with that invoice, with the limit, or by a person. Null: no invoice is open, or all are held.
 */
export async function askForCreditHold(tx: Tx, asking: Asking, at: Date): Promise<CreditHold | null> {
  const { organizationId, customerRowId, by, reason } = asking;
  const [oldest] = await tx.$queryRaw<OldestRow[]>`
    SELECT i.id, i.invoice_id, i.number, i.case_run, i.currency, i.open_minor, c.customer_id, c.time_zone
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE i.organization_id = ${organizationId}::uuid AND i.customer_id = ${customerRowId}::uuid
      AND i.status = 'open' AND i.case_state = 'running'
      AND i.id IS DISTINCT FROM ${asking.not ?? null}::uuid
      AND NOT EXISTS (
        SELECT FROM supply_hold h
        WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.state <> 'lifted')
    ORDER BY i.due_date, i.id
    LIMIT 1`;
  if (!oldest) return null;
  const invoice: HeldInvoice = {
    organizationId,
    invoiceRowId: oldest.id,
    invoiceId: oldest.invoice_id,
    number: oldest.number,
    customerRowId,
    customerId: oldest.customer_id,
  };
  await storeSupplyHold(tx, invoice, { stepId: CREDIT_STEP, caseRun: oldest.case_run }, at);
  const open = amountOf(oldest.open_minor, oldest.currency);
  return {
    invoice,
    audit: {
      at,
      kind: 'supply-hold.requested',
      actor: by,
      customerRowId,
      invoiceRowId: oldest.id,
      data: { stepId: CREDIT_STEP, open, ...(reason === null ? {} : { reason }) },
    },
    outbox: requestedEvent(invoice, {
      on: localDate(at.getTime(), oldest.time_zone),
      announcedUntil: null,
      at,
    }),
  };
}

/** The supply hold of a customer (row id) that a person asked for over the limit of credit; null: none is asked for. */
export async function readCreditHold(
  tx: Tx,
  customerRowId: string,
): Promise<{ readonly invoiceId: string; readonly state: 'requested' | 'confirmed'; readonly since: Date } | null> {
  const [row] = await tx.$queryRaw<{ invoice_id: string; state: 'requested' | 'confirmed'; requested_at: Date }[]>`
    SELECT i.invoice_id, h.state, h.requested_at
    FROM invoice i JOIN supply_hold h ON h.organization_id = i.organization_id AND h.invoice_id = i.id
    WHERE i.customer_id = ${customerRowId}::uuid AND h.state <> 'lifted' AND h.step_id = ${CREDIT_STEP}
    ORDER BY h.id DESC
    LIMIT 1`;
  return row ? { invoiceId: row.invoice_id, state: row.state, since: row.requested_at } : null;
}

/** Whether the supply hold of an invoice was asked for over the limit of credit and is not lifted. */
export async function isHeldForCredit(tx: Tx, { organizationId, invoiceRowId }: HeldInvoice): Promise<boolean> {
  const where = { organizationId, invoiceId: invoiceRowId, state: { not: 'lifted' }, stepId: CREDIT_STEP };
  return (await tx.supplyHold.findFirst({ where, select: { id: true } })) !== null;
}
