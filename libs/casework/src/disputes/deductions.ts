import { addDays, localDate } from '@puntual/domain/calendar/dates';
import { deductionOf, type Deduction, type ShortPaidInvoice } from '@puntual/domain/disputes/deduction';
import type { DisputeCategory } from '@puntual/domain/disputes/dispute-codes';
import type { Books, InvoiceBook, PaymentBook } from '@puntual/domain/ledger/books';
import { toleranceIn } from '@puntual/domain/matching/matching-choice';
import type { Tx } from '@puntual/db/database';
import { dateColumn } from '../record/dates.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { readSettings, type OrganizationSettings } from '../settings/settings.ts';
import { auditDispute, lockDispute, type DisputeRecord } from './dispute-record.ts';
import { openDisputeTask } from './dispute-tasks.ts';
import { recordDispute, startDispute } from './open-dispute.ts';
import { readOrganizationDays } from './organization-days.ts';

/** Open days within which a person should judge a proposed deduction. */
const JUDGE_OPEN_DAYS = 3;
/** Longest reason that a dispute keeps of a payment's reference. */
const REASON_CHARACTERS = 500;

/** An open invoice on which a payment of this batch left a rest. */
interface ShortPaid {
  readonly payment: PaymentBook;
  readonly invoice: InvoiceBook;
}

interface ClaimRow {
  readonly invoice_id: string;
  readonly state: string;
  readonly category: DisputeCategory;
  readonly amount_minor: bigint | null;
}

/** Books that are saved, and those of their payments that may have left a rest. */
interface PaidFrom {
  readonly books: Books;
  readonly payments: readonly PaymentBook[];
}

/**
 * Proposes or opens a dispute for each of the payments that left a rest on an invoice as a deduction (`deductionOf`),
 * by the organization's setting. A proposal is a task for a person and silences nothing.
 */
export async function takeDeductions(
  tx: Tx,
  organization: OrganizationRef,
  paidFrom: PaidFrom,
  now: number,
): Promise<void> {
  const short = shortPaid(paidFrom);
  if (short.length === 0) return;
  const settings = await readSettings(tx, organization.id);
  if (settings.disputes.deductions === 'off') return;
  const claims = await readClaims(
    tx,
    short.map(({ invoice }) => invoice.id),
  );
  for (const each of short) {
    const known = claims.filter((claim) => claim.invoice_id === each.invoice.id);
    const invoice = knownOf(each, known, settings);
    const deduction = invoice && deductionOf(invoice, each.payment.reference);
    if (deduction) await takeDeduction(tx, organization, { ...each, deduction, settings }, now);
  }
}

// Money that is taken off an invoice leaves no rest on it: only what is put on one does.
function shortPaid({ books: { entries }, payments: given }: PaidFrom): readonly ShortPaid[] {
  const payments = new Map(
    given.flatMap((payment) => (payment.kind === 'payment' ? [[payment.id, payment] as const] : [])),
  );
  const seen = new Set<InvoiceBook>();
  return entries.flatMap(({ invoice, kind, chargeRowId, paymentRowId, amountMinor }) => {
    const payment = paymentRowId === null ? undefined : payments.get(paymentRowId);
    const fits = payment && kind === 'payment' && chargeRowId === null && amountMinor < 0n;
    if (!fits || invoice.status !== 'open' || invoice.openMinor <= 0n || seen.has(invoice)) return [];
    seen.add(invoice);
    return [{ payment, invoice }];
  });
}

function readClaims(tx: Tx, invoiceRowIds: readonly string[]): Promise<ClaimRow[]> {
  return tx.$queryRaw<ClaimRow[]>`
    SELECT l.invoice_id, d.state, d.category, l.amount_minor
    FROM dispute_line l JOIN dispute d ON d.id = l.dispute_id
    WHERE l.invoice_id = ANY(${invoiceRowIds as string[]}::uuid[])
      AND (d.state IN ('proposed', 'open', 'waiting') OR d.outcome IN ('for-us', 'withdrawn'))
    ORDER BY d.opened_at DESC`;
}

// Null: nobody has to judge it, because the whole invoice is disputed or a deduction of it is proposed already.
function knownOf(
  { invoice }: ShortPaid,
  claims: readonly ClaimRow[],
  { matching }: OrganizationSettings,
): ShortPaidInvoice | null {
  const unsettled = claims.filter(({ state }) => state === 'open' || state === 'waiting');
  const isTaken =
    claims.some(({ state }) => state === 'proposed') || unsettled.some((row) => row.amount_minor === null);
  if (isTaken) return null;
  return {
    restMinor: invoice.openMinor,
    toleranceMinor: toleranceIn(matching, invoice.currency),
    disputedMinor: unsettled.reduce((sum, { amount_minor }) => sum + (amount_minor ?? 0n), 0n),
    earlier: claims.flatMap(({ state, category, amount_minor }) =>
      amount_minor !== null && (state === 'resolved' || state === 'withdrawn')
        ? [{ minor: amount_minor, category }]
        : [],
    ),
  };
}

async function takeDeduction(
  tx: Tx,
  organization: OrganizationRef,
  given: ShortPaid & { readonly deduction: Deduction; readonly settings: OrganizationSettings },
  now: number,
): Promise<void> {
  const { payment, invoice, deduction, settings } = given;
  const customer = await lockCustomer(tx, invoice.customer.id);
  if (!customer) return;
  const proposed = settings.disputes.deductions === 'propose';
  const recorded = await recordDispute(
    tx,
    organization,
    {
      customer,
      lines: [{ invoiceRowId: invoice.id, amountMinor: deduction.minor }],
      details: { category: deduction.category, reason: payment.reference.slice(0, REASON_CHARACTERS) },
      by: 'puntual',
      origin: 'deduction',
      paymentRowId: payment.id,
      proposed,
    },
    now,
  );
  const dispute = recorded.result === 'done' && proposed ? await lockDispute(tx, recorded.disputeId) : null;
  if (dispute) await propose(tx, organization, { dispute, paymentId: payment.paymentId }, now);
}

async function propose(
  tx: Tx,
  organization: OrganizationRef,
  { dispute, paymentId }: { readonly dispute: DisputeRecord; readonly paymentId: string },
  now: number,
): Promise<void> {
  const at = new Date(now);
  const days = await readOrganizationDays(tx, organization.id, now);
  await openDisputeTask(tx, organization, dispute, { kind: 'deduction', dueOn: days.after(JUDGE_OPEN_DAYS), at });
  const more = { category: dispute.category, paymentId };
  await auditDispute(tx, organization.id, dispute, { kind: 'dispute.proposed', more, by: 'puntual', at });
}

/**
 * A person judged a proposed deduction (row id of the dispute): it becomes a dispute, or is withdrawn. Does nothing to
 * a dispute that is not proposed.
 */
export async function judgeDeduction(
  tx: Tx,
  organization: OrganizationRef,
  { disputeId, agreed, by }: { readonly disputeId: string; readonly agreed: boolean; readonly by: string },
  now: number,
): Promise<void> {
  const dispute = await lockDispute(tx, disputeId);
  if (dispute?.state !== 'proposed') return;
  const at = new Date(now);
  const today = localDate(now, dispute.customer.time_zone);
  const end = { outcome: 'withdrawn', resolvedAt: at, resolvedBy: by, resolvedOn: dateColumn(today) };
  const judgeOn = dateColumn(addDays(dispute.deadlineOn, 1));
  await tx.dispute.update({
    where: { id: disputeId },
    data: {
      revision: { increment: 1 },
      ...(agreed ? { state: 'open', judgeOn, owner: by } : { state: 'withdrawn', ...end }),
    },
  });
  const after = await lockDispute(tx, disputeId);
  if (!after) return;
  if (agreed) await startDispute(tx, organization, after, { by, at });
  else
    await auditDispute(tx, organization.id, after, {
      kind: 'dispute.resolved',
      more: { outcome: 'withdrawn' },
      by,
      at,
    });
}
