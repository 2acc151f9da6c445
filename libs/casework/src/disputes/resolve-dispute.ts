import { addDays, localDate } from '@puntual/domain/calendar/dates';
import type { DisputeOutcome } from '@puntual/domain/disputes/dispute-codes';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { dateColumn } from '../record/dates.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeCases } from '../record/wake-cases.ts';
import {
  announceDispute,
  auditDispute,
  awaitsCredit,
  disputedOf,
  isUnsettled,
  lockDispute,
  readDispute,
  type DisputeLine,
  type DisputeRecord,
} from './dispute-record.ts';
import { endDisputeTasks } from './dispute-tasks.ts';
import { deriveHolds } from './hold-disputed.ts';
import { readOrganizationDays } from './organization-days.ts';

/** How a person ends a dispute. */
export interface Resolution {
  readonly outcome: DisputeOutcome;
  readonly note: string | null;
  /** For `split`: what is credited of which invoices (the ERP's ids), as decimals of their currencies. */
  readonly credits?: readonly { readonly invoiceId: string; readonly amount: string }[] | undefined;
  /** The revision that the person saw; left out: whatever it is now. */
  readonly revision?: number | undefined;
  /** A task that the person ends with the outcome: its caller ends it. */
  readonly taskId?: string;
}

export type DisputeChange =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'ended' }
  | { readonly result: 'changed-meanwhile' }
  | ({ readonly result: 'invalid' } & Refusal);

/**
 * Ends a dispute. `for-customer`: all of it is credited; `split`: a part is; `for-us` and `withdrawn`: nothing is. What
 * is to be credited stays silent until the credit note arrives, at most the organization's days for that; the rest is
 * chased at once, at the stage it had. A dispute whose credit note has not arrived can be ended again, with another
 * outcome. `ended`: it has ended for good. `changed-meanwhile`: somebody else changed it after `revision`.
 */
export function resolveDispute(
  database: Database,
  actor: Actor,
  { disputeId, ...resolution }: Resolution & { readonly disputeId: string },
  now: number,
): Promise<DisputeChange> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const dispute = await lockDispute(tx, disputeId);
    if (!dispute) return { result: 'not-found' };
    return endDispute(tx, organizationOf(actor), dispute, { ...resolution, by: storedActor(actor), now });
  });
}

/** Ends a dispute under its customer's lock, as `resolveDispute` does. */
export async function endDispute(
  tx: Tx,
  organization: OrganizationRef,
  dispute: DisputeRecord,
  given: Resolution & { readonly by: string; readonly now: number },
): Promise<DisputeChange> {
  if (given.revision !== undefined && given.revision !== dispute.revision) return { result: 'changed-meanwhile' };
  if (!isUnsettled(dispute) && !awaitsCredit(dispute)) return { result: 'ended' };
  const credited = creditedLines(dispute, given);
  if ('code' in credited) return { result: 'invalid', ...credited };
  const ended = await writeOutcome(tx, organization, dispute, { ...given, credited });
  const at = new Date(given.now);
  await deriveHolds(tx, organization.id, ended, { by: given.by, at });
  await endDisputeTasks(tx, organization, ended, {
    outcome: given.outcome === 'withdrawn' ? 'withdrawn' : 'resolved',
    by: given.by,
    at,
    except: given.taskId ?? null,
  });
  await auditDispute(tx, organization.id, ended, {
    kind: 'dispute.resolved',
    more: { outcome: given.outcome, ...(ended.creditDueOn === null ? {} : { creditDueOn: ended.creditDueOn }) },
    by: given.by,
    at,
  });
  await announceDispute(tx, organization, ended, { type: 'puntual.dispute.resolved.v1', at });
  const ids = ended.lines.map((line) => line.invoiceRowId);
  await wakeCases(tx, organization, ids, { signal: 'hold', detail: { disputeId: ended.id, outcome: given.outcome } });
  return { result: 'done' };
}

interface CreditedLine {
  readonly line: DisputeLine;
  /** What is credited of the invoice since the dispute was opened, once the credit note is there. */
  readonly creditedMinor: bigint;
}

function creditedLines(
  { lines }: DisputeRecord,
  { outcome, credits = [] }: Resolution,
): readonly CreditedLine[] | Refusal {
  if (outcome !== 'split' && credits.length > 0) return { code: 'credits-only-for-split', path: 'credits', values: {} };
  switch (outcome) {
    case 'for-us':
    case 'withdrawn':
      return lines.map((line) => ({ line, creditedMinor: 0n }));
    case 'for-customer':
      return lines.map((line) => ({ line, creditedMinor: disputedOf(line) + line.creditsSinceMinor }));
    case 'split':
      return splitLines(lines, credits);
  }
}

function splitLines(
  lines: readonly DisputeLine[],
  credits: NonNullable<Resolution['credits']>,
): readonly CreditedLine[] | Refusal {
  const minors = new Map<string, bigint>();
  for (const [index, { invoiceId, amount }] of credits.entries()) {
    const path = `credits.${index}`;
    const line = lines.find((each) => each.invoiceId === invoiceId);
    if (!line) return { code: 'invoice-unknown-or-other', path: `${path}.invoiceId`, values: { invoiceId } };
    if (minors.has(invoiceId)) return { code: 'invoice-named-twice', path: `${path}.invoiceId`, values: { invoiceId } };
    const minor = readCredit(line, amount, `${path}.amount`);
    if (typeof minor !== 'bigint') return minor;
    minors.set(invoiceId, minor);
  }
  if (minors.size === 0) return { code: 'split-without-credit', path: 'credits', values: {} };
  return lines.map((line) => {
    const minor = minors.get(line.invoiceId) ?? 0n;
    return { line, creditedMinor: minor === 0n ? 0n : minor + line.creditsSinceMinor };
  });
}

function readCredit(line: DisputeLine, amount: string, path: string): bigint | Refusal {
  const minor = readAmount(amount, line.currency, path);
  if (typeof minor !== 'bigint') return minor;
  if (minor <= 0n) return { code: 'not-positive', path, values: {} };
  if (minor <= disputedOf(line)) return minor;
  const disputed = { amount: decimalAmount(disputedOf(line), line.currency), currency: line.currency };
  return { code: 'credit-beyond-dispute', path, values: { disputed } };
}

interface Outcome extends Resolution {
  readonly by: string;
  readonly now: number;
  readonly credited: readonly CreditedLine[];
}

async function writeOutcome(
  tx: Tx,
  organization: OrganizationRef,
  dispute: DisputeRecord,
  { outcome, note, by, now, credited }: Outcome,
): Promise<DisputeRecord> {
  const expected = credited.some(({ line, creditedMinor }) => creditedMinor > line.creditsSinceMinor);
  const promised = credited.some(({ creditedMinor }) => creditedMinor > 0n);
  const days = await readOrganizationDays(tx, organization.id, now);
  const dueOn = expected ? days.after(days.settings.creditNoteDays) : null;
  await tx.dispute.update({
    where: { id: dispute.id },
    data: {
      state: outcome === 'withdrawn' ? 'withdrawn' : 'resolved',
      outcome,
      resolution: note,
      resolvedAt: new Date(now),
      resolvedBy: by,
      resolvedOn: dateColumn(localDate(now, dispute.customer.time_zone)),
      creditState: expected ? 'expected' : promised ? 'arrived' : awaitsCredit(dispute) ? 'given-up' : null,
      creditDueOn: dueOn === null ? null : dateColumn(dueOn),
      judgeOn: dueOn === null ? null : dateColumn(addDays(dueOn, 1)),
      escalatedAt: null,
      revision: { increment: 1 },
    },
  });
  for (const { line, creditedMinor } of credited)
    await tx.disputeLine.update({
      where: { disputeId_invoiceId: { disputeId: dispute.id, invoiceId: line.invoiceRowId } },
      data: { creditedMinor },
    });
  return readDispute(tx, dispute.id, dispute.customer);
}
