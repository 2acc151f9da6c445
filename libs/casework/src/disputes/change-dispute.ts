import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import type { DisputeCategory, DisputeDepartment } from '@puntual/domain/disputes/dispute-codes';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { dateColumn } from '../record/dates.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { auditDispute, isUnsettled, lockDispute, readDispute, type DisputeRecord } from './dispute-record.ts';
import { endDisputeTasks, openDisputeTask } from './dispute-tasks.ts';
import { deriveHolds } from './hold-disputed.ts';
import { deadlineFault } from './open-dispute.ts';
import { readOrganizationDays } from './organization-days.ts';
import type { DisputeChange } from './resolve-dispute.ts';

/** What is to change of a dispute; what is left out stays. */
export interface DisputeFields {
  readonly owner?: string | null | undefined;
  readonly department?: DisputeDepartment | undefined;
  readonly category?: DisputeCategory | undefined;
  readonly deadline?: IsoDate | undefined;
  /** What is disputed of the named invoices (the ERP's ids); null: the whole invoice. */
  readonly invoices?: readonly { readonly invoiceId: string; readonly amount: string | null }[] | undefined;
  /** The revision that the person saw; left out: whatever it is now. */
  readonly revision?: number | undefined;
}

/**
 * Changes an unsettled dispute. A later deadline gives its people a new task; other amounts change at once what of the
 * invoices is chased. `ended`: the dispute has ended. `changed-meanwhile`: somebody else changed it after `revision`.
 * Refuses a deadline in the past and amounts beyond what is open.
 */
export function changeDispute(
  database: Database,
  actor: Actor,
  { disputeId, ...fields }: DisputeFields & { readonly disputeId: string },
  now: number,
): Promise<DisputeChange> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<DisputeChange> => {
    const dispute = await lockDispute(tx, disputeId);
    if (!dispute) return { result: 'not-found' };
    if (fields.revision !== undefined && fields.revision !== dispute.revision) return { result: 'changed-meanwhile' };
    if (!isUnsettled(dispute)) return { result: 'ended' };
    const { today } = await readOrganizationDays(tx, actor.organizationId, now);
    const late = fields.deadline === undefined ? null : deadlineFault(fields.deadline, today);
    if (late) return { result: 'invalid', ...late };
    const amounts = await newAmounts(tx, dispute, fields);
    if ('code' in amounts) return { result: 'invalid', ...amounts };
    await writeChange(tx, actor, { dispute, fields, amounts }, now);
    return { result: 'done' };
  });
}

interface NewAmount {
  readonly invoiceRowId: string;
  readonly amountMinor: bigint | null;
}

async function newAmounts(
  tx: Tx,
  dispute: DisputeRecord,
  { invoices = [] }: DisputeFields,
): Promise<readonly NewAmount[] | Refusal> {
  const amounts: NewAmount[] = [];
  for (const [index, { invoiceId, amount }] of invoices.entries()) {
    const path = `invoices.${index}`;
    const line = dispute.lines.find((each) => each.invoiceId === invoiceId);
    if (!line) return { code: 'invoice-unknown-or-other', path: `${path}.invoiceId`, values: { invoiceId } };
    if (amounts.some(({ invoiceRowId }) => invoiceRowId === line.invoiceRowId))
      return { code: 'invoice-named-twice', path: `${path}.invoiceId`, values: { invoiceId } };
    const minor = amount === null ? null : readAmount(amount, line.currency, `${path}.amount`);
    if (minor !== null && typeof minor !== 'bigint') return minor;
    if (minor !== null && minor <= 0n) return { code: 'not-positive', path: `${path}.amount`, values: {} };
    const leftMinor =
      line.openMinor + line.creditsSinceMinor - (await disputedElsewhere(tx, dispute, line.invoiceRowId));
    if (minor !== null && minor > leftMinor) {
      const left = { amount: decimalAmount(leftMinor < 0n ? 0n : leftMinor, line.currency), currency: line.currency };
      return { code: 'dispute-beyond-open', path: `${path}.amount`, values: { left } };
    }
    amounts.push({ invoiceRowId: line.invoiceRowId, amountMinor: minor });
  }
  return amounts;
}

async function disputedElsewhere(tx: Tx, { id }: DisputeRecord, invoiceRowId: string): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ minor: bigint }[]>`
    SELECT coalesce(sum(l.amount_minor), 0)::bigint AS minor
    FROM dispute_line l JOIN dispute d ON d.id = l.dispute_id
    WHERE l.invoice_id = ${invoiceRowId}::uuid AND d.id <> ${id}::uuid AND d.state IN ('open', 'waiting')`;
  return row?.minor ?? 0n;
}

interface Change {
  readonly dispute: DisputeRecord;
  readonly fields: DisputeFields;
  readonly amounts: readonly NewAmount[];
}

async function writeChange(tx: Tx, actor: Actor, { dispute, fields, amounts }: Change, now: number): Promise<void> {
  const { owner, department, category, deadline } = fields;
  const at = new Date(now);
  const organization = organizationOf(actor);
  await tx.dispute.update({
    where: { id: dispute.id },
    data: {
      revision: { increment: 1 },
      ...(owner === undefined ? {} : { owner }),
      ...(department === undefined ? {} : { department }),
      ...(category === undefined ? {} : { category }),
      ...(deadline === undefined
        ? {}
        : { deadlineOn: dateColumn(deadline), judgeOn: dateColumn(addDays(deadline, 1)), escalatedAt: null }),
    },
  });
  for (const { invoiceRowId, amountMinor } of amounts)
    await tx.disputeLine.update({
      where: { disputeId_invoiceId: { disputeId: dispute.id, invoiceId: invoiceRowId } },
      data: { amountMinor },
    });
  const after = await readDispute(tx, dispute.id, dispute.customer);
  await deriveHolds(tx, actor.organizationId, after, { by: storedActor(actor), at });
  // The task shows who has it and by when it is due.
  if (owner !== undefined || deadline !== undefined) {
    await endDisputeTasks(tx, organization, after, { outcome: 'replaced', by: storedActor(actor), at });
    await openDisputeTask(tx, organization, after, {
      kind: 'dispute',
      dueOn: after.deadlineOn,
      claimedBy: after.owner,
      at,
    });
  }
  const changed = Object.entries({ owner, department, category, deadline, invoices: fields.invoices });
  const more = {
    fields: changed.flatMap(([name, value]) => (value === undefined ? [] : [name])),
    deadlineOn: after.deadlineOn,
  };
  await auditDispute(tx, actor.organizationId, after, { kind: 'dispute.changed', more, by: storedActor(actor), at });
  const ids = after.lines.map((line) => line.invoiceRowId);
  await wakeCases(tx, organization, ids, { signal: 'hold', detail: { disputeId: after.id } });
}
