import type { AuditData } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import {
  UNSETTLED_STATES,
  type CreditState,
  type DisputeCategory,
  type DisputeDepartment,
  type DisputeOrigin,
  type DisputeOutcome,
  type DisputeState,
} from '@puntual/domain/disputes/dispute-codes';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { isoDate } from '../record/dates.ts';
import { lockCustomer, type CustomerIdentity } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';

/** What is disputed of one invoice. Amounts in minor units of the invoice's currency. */
export interface DisputeLine {
  readonly invoiceRowId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly currency: string;
  readonly isOpen: boolean;
  /** What is open of the invoice itself, and of its charges. */
  readonly openMinor: bigint;
  /** Null: the whole invoice. */
  readonly amountMinor: bigint | null;
  /** What the outcome credits of it; null while there is no outcome. */
  readonly creditedMinor: bigint | null;
  /** What was credited of the invoice since the dispute was opened. */
  readonly creditsSinceMinor: bigint;
}

/** A dispute under its customer's lock, with its lines in the order of their due dates. */
export interface DisputeRecord {
  readonly id: string;
  readonly number: number;
  readonly customer: CustomerIdentity;
  readonly origin: DisputeOrigin;
  readonly category: DisputeCategory;
  readonly department: DisputeDepartment;
  readonly owner: string | null;
  /** In the words of whoever opened it. */
  readonly reason: string;
  readonly state: DisputeState;
  readonly deadlineOn: IsoDate;
  readonly judgeOn: IsoDate | null;
  readonly outcome: DisputeOutcome | null;
  readonly creditState: CreditState | null;
  readonly creditDueOn: IsoDate | null;
  readonly revision: number;
  readonly openedOn: IsoDate;
  readonly lines: readonly DisputeLine[];
}

/** Whether the dispute keeps its amounts silent and needs a person. */
export function isUnsettled({ state }: Pick<DisputeRecord, 'state'>): boolean {
  return (UNSETTLED_STATES as readonly DisputeState[]).includes(state);
}

/** Whether the dispute ended with a credit note that has not arrived. */
export function awaitsCredit({ state, creditState }: Pick<DisputeRecord, 'state' | 'creditState'>): boolean {
  return state === 'resolved' && (creditState === 'expected' || creditState === 'missing');
}

/** What of a line is disputed, in minor units: its amount, at most what is open; for the whole invoice all that is. */
export function disputedOf({ amountMinor, openMinor, creditsSinceMinor }: DisputeLine): bigint {
  if (amountMinor === null) return openMinor;
  const left = amountMinor > creditsSinceMinor ? amountMinor - creditsSinceMinor : 0n;
  return left < openMinor ? left : openMinor;
}

/**
 * Reads a dispute (row id) under its customer's lock, which is held to the end of the transaction. Null when there is
 * no such dispute.
 */
export async function lockDispute(tx: Tx, disputeId: string): Promise<DisputeRecord | null> {
  const known = await tx.dispute.findUnique({ where: { id: disputeId }, select: { customerId: true } });
  const customer = known && (await lockCustomer(tx, known.customerId));
  return customer ? readDispute(tx, disputeId, customer) : null;
}

/** Reads a dispute (row id) whose customer the caller has locked. */
export async function readDispute(tx: Tx, disputeId: string, customer: CustomerIdentity): Promise<DisputeRecord> {
  const row = await tx.dispute.findUniqueOrThrow({ where: { id: disputeId } });
  return {
    id: row.id,
    number: row.number,
    customer,
    origin: row.origin as DisputeOrigin,
    category: row.category as DisputeCategory,
    department: row.department as DisputeDepartment,
    owner: row.owner,
    reason: row.reason,
    state: row.state as DisputeState,
    deadlineOn: isoDate(row.deadlineOn),
    judgeOn: row.judgeOn && isoDate(row.judgeOn),
    outcome: row.outcome as DisputeOutcome | null,
    creditState: row.creditState as CreditState | null,
    creditDueOn: row.creditDueOn && isoDate(row.creditDueOn),
    revision: row.revision,
    openedOn: isoDate(row.openedOn),
    lines: await readLines(tx, disputeId),
  };
}

async function readLines(tx: Tx, disputeId: string): Promise<DisputeLine[]> {
  return tx.$queryRaw<DisputeLine[]>`
    SELECT i.id AS "invoiceRowId", i.invoice_id AS "invoiceId", i.number, i.currency, i.status = 'open' AS "isOpen",
      i.open_minor AS "openMinor", l.amount_minor AS "amountMinor", l.credited_minor AS "creditedMinor",
      (
        SELECT coalesce(-sum(e.amount_minor), 0)::bigint
        FROM entry e LEFT JOIN payment p ON p.id = e.payment_id
        WHERE e.organization_id = i.organization_id AND e.invoice_id = i.id AND e.charge_id IS NULL
          AND e.created_at > d.opened_at
          AND (p.kind = 'credit-note' OR (e.kind = 'amendment' AND e.amount_minor < 0))
      ) AS "creditsSinceMinor"
    FROM dispute d
      JOIN dispute_line l ON l.dispute_id = d.id
      JOIN invoice i ON i.id = l.invoice_id
    WHERE d.id = ${disputeId}::uuid
    ORDER BY i.due_date, i.id`;
}

/** A line as announcements and the audit name it. */
function lineAmount({ amountMinor, currency }: DisputeLine): { amount: string | null; currency: string } {
  return { amount: amountMinor === null ? null : decimalAmount(amountMinor, currency), currency };
}

type DisputeAudit = {
  readonly [K in Extract<keyof AuditData, `dispute.${string}`>]: {
    readonly kind: K;
    readonly more: Omit<AuditData[K], 'disputeId' | 'number'>;
  };
}[Extract<keyof AuditData, `dispute.${string}`>];

/** Writes what happened to a dispute to the history of each of its invoices, or of its customer when it has none. */
export async function auditDispute(
  tx: Tx,
  organizationId: string,
  dispute: Pick<DisputeRecord, 'id' | 'number' | 'customer' | 'lines'>,
  { kind, more, by, at }: DisputeAudit & { readonly by: string; readonly at: Date },
): Promise<void> {
  const about = dispute.lines.length > 0 ? dispute.lines : [null];
  await writeAudit(
    tx,
    organizationId,
    about.map(
      (line) =>
        ({
          at,
          kind,
          actor: by,
          customerRowId: dispute.customer.id,
          invoiceRowId: line?.invoiceRowId ?? null,
          data: { disputeId: dispute.id, number: dispute.number, ...more },
        }) as AuditRow,
    ),
  );
}

/** Announces that a dispute was opened or resolved: ids, amounts, days and codes. */
export async function announceDispute(
  tx: Tx,
  organization: OrganizationRef,
  dispute: DisputeRecord,
  { type, at }: { readonly type: 'puntual.dispute.opened.v1' | 'puntual.dispute.resolved.v1'; readonly at: Date },
): Promise<void> {
  const ended = type === 'puntual.dispute.resolved.v1';
  await writeOutbox(tx, organization, [
    {
      target: 'kafka',
      kind: 'collections-event',
      type,
      customerId: dispute.customer.customer_id,
      at,
      data: {
        disputeId: dispute.id,
        disputeNumber: dispute.number,
        customerId: dispute.customer.customer_id,
        category: dispute.category,
        department: dispute.department,
        openedOn: dispute.openedOn,
        deadlineOn: dispute.deadlineOn,
        ...(ended ? { outcome: dispute.outcome, creditDueOn: dispute.creditDueOn } : {}),
        invoices: dispute.lines.map((line) => ({
          invoiceId: line.invoiceId,
          number: line.number,
          ...lineAmount(line),
          ...(ended ? { credited: decimalAmount(line.creditedMinor ?? 0n, line.currency) } : {}),
        })),
      },
    },
  ]);
}

/** The ids of holds, and the kind that they have because they follow from a dispute. */
export const DISPUTE_HOLD: HoldKind = 'dispute';
