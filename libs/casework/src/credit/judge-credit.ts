import { exposureOf } from '@puntual/domain/credit/exposure';
import { judgeLimit, type LimitJudgement } from '@puntual/domain/credit/judge-limit';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { CREDIT_STEP, liftSupplyHold, type HeldInvoice } from '../supply/supply-holds.ts';
import { endTask } from '../tasks/end-task.ts';
import { openTask } from '../tasks/open-task.ts';
import { readCreditRules, readExposures, type CustomerCreditRow } from './read-exposures.ts';

/** What became of the limit of one customer, with the amounts as they were compared. */
interface Judged {
  readonly row: CustomerCreditRow;
  readonly said: {
    readonly exposure: { readonly amount: string; readonly currency: string };
    readonly limit: { readonly amount: string; readonly currency: string } | null;
  };
  readonly at: Date;
}

/**
 * Compares what these customers (row ids) owe with their limits, under their locks. A limit that is passed opens the
 * task `credit-limit` and tells the ERP, once until the exposure is back under it; then the task ends, the ERP is told,
 * and a supply hold that was asked for because of it is lifted. Customers without a limit cost nothing. Returns how
 * many limits were passed or met.
 */
export async function judgeCredit(
  tx: Tx,
  organization: OrganizationRef,
  customerRowIds: readonly string[],
  at: Date,
): Promise<number> {
  const rows = await readExposures(tx, customerRowIds);
  if (rows.length === 0) return 0;
  const rules = await readCreditRules(tx, organization.id, at.getTime());
  let changed = 0;
  for (const row of rows) {
    const { minor, limitMinor, currency } = exposureOf(row.balances, row.limit, rules, rules.today);
    const judgement = judgeLimit({
      exposureMinor: minor,
      limitMinor,
      wasExceeded: row.exceededAt !== null,
      isNewLimit: row.limitIsNew,
      backUnderPercent: rules.settings.backUnderPercent,
    });
    const say = (amount: bigint) => ({ amount: decimalAmount(amount, currency), currency });
    const said = { exposure: say(minor), limit: limitMinor === null ? null : say(limitMinor) };
    if (await apply(tx, organization, { row, said, at }, judgement)) changed++;
  }
  return changed;
}

async function apply(
  tx: Tx,
  organization: OrganizationRef,
  judged: Judged,
  judgement: LimitJudgement,
): Promise<boolean> {
  const { row, at } = judged;
  switch (judgement) {
    case 'unchanged':
      if (row.limitIsNew)
        await tx.customerCredit.update({ where: { customerId: row.customerRowId }, data: { limitIsNew: false } });
      return false;
    case 'exceeded':
      await tx.customerCredit.update({
        where: { customerId: row.customerRowId },
        data: { limitIsNew: false, exceededAt: at },
      });
      await tellExceeded(tx, organization, judged);
      return true;
    case 'back-under':
    case 'limit-raised':
    case 'limit-removed':
      await tx.customerCredit.update({
        where: { customerId: row.customerRowId },
        data: { limitIsNew: false, exceededAt: null },
      });
      await tellMet(tx, organization, judged, judgement);
      return true;
  }
}

async function tellExceeded(tx: Tx, organization: OrganizationRef, { row, said, at }: Judged): Promise<void> {
  const owner = { customerRowId: row.customerRowId, customerId: row.customerId };
  const { taskId } = await openTask(tx, organization, { kind: 'credit-limit', owner, announced: said }, at);
  await writeAudit(tx, organization.id, [
    {
      at,
      kind: 'credit-limit.exceeded',
      actor: 'puntual',
      customerRowId: row.customerRowId,
      invoiceRowId: null,
      data: { ...said, taskId },
    },
  ]);
  await writeOutbox(tx, organization, [
    {
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.credit-limit.exceeded.v1',
      customerId: row.customerId,
      at,
      data: { customerId: row.customerId, ...said },
    },
  ]);
}

async function tellMet(
  tx: Tx,
  organization: OrganizationRef,
  { row, said, at }: Judged,
  because: 'back-under' | 'limit-raised' | 'limit-removed',
): Promise<void> {
  const owner = { customerRowId: row.customerRowId, customerId: row.customerId };
  const task = await tx.task.findFirst({
    where: { customerId: row.customerRowId, kind: 'credit-limit', state: { not: 'done' } },
    select: { id: true },
  });
  if (task)
    await endTask(
      tx,
      organization,
      { kind: 'credit-limit', outcome: because, taskId: task.id, owner, announced: said },
      { by: 'puntual', at },
    );
  await writeAudit(tx, organization.id, [
    {
      at,
      kind: 'credit-limit.met',
      actor: 'puntual',
      customerRowId: row.customerRowId,
      invoiceRowId: null,
      data: { ...said, because },
    },
  ]);
  await writeOutbox(tx, organization, [
    {
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.credit-limit.met.v1',
      customerId: row.customerId,
      at,
      data: { customerId: row.customerId, ...said, because },
    },
  ]);
  await liftCreditHolds(tx, organization, row, at);
}

// The supply holds that a person asked for because of the limit.
async function liftCreditHolds(tx: Tx, organization: OrganizationRef, row: CustomerCreditRow, at: Date): Promise<void> {
  const held = await tx.$queryRaw<{ id: string; invoice_id: string; number: string }[]>`
    SELECT i.id, i.invoice_id, i.number
    FROM supply_hold h JOIN invoice i ON i.id = h.invoice_id
    WHERE h.organization_id = ${organization.id}::uuid AND h.state <> 'lifted' AND h.step_id = ${CREDIT_STEP}
      AND i.customer_id = ${row.customerRowId}::uuid
    ORDER BY i.id`;
  for (const invoice of held) {
    const of: HeldInvoice = {
      organizationId: organization.id,
      invoiceRowId: invoice.id,
      invoiceId: invoice.invoice_id,
      number: invoice.number,
      customerRowId: row.customerRowId,
      customerId: row.customerId,
    };
    const lifted = await liftSupplyHold(tx, of, { because: 'credit', by: 'puntual', reason: null, at });
    if (!lifted) continue;
    await writeAudit(tx, organization.id, [lifted.audit]);
    await writeOutbox(tx, organization, [lifted.outbox]);
  }
}
