import type { LimitAmount } from '@puntual/domain/credit/exposure';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { limitOf } from './read-exposures.ts';

/** A limit as it is set. Null: the customer has none any more. */
export interface LimitChange {
  readonly customerRowId: string;
  readonly limit: LimitAmount | null;
  readonly source: 'erp' | 'person';
  readonly by: string;
  readonly reason: string | null;
  readonly at: Date;
}

/** The stored limit of a customer (row id), under the customer's lock; null: the customer never had one. */
export async function readLimit(tx: Tx, customerRowId: string) {
  const row = await tx.customerCredit.findUnique({ where: { customerId: customerRowId } });
  return row && { ...row, limit: limitOf(row.limitMinor, row.limitCurrency) };
}

/** Whether two limits are the same. */
export function isSameLimit(a: LimitAmount | null, b: LimitAmount | null): boolean {
  return a?.minor === b?.minor && a?.currency === b?.currency;
}

/**
 * Stores a limit with its place in the history, under the customer's lock. The caller judges it afterwards
 * (`judgeCredit`), when all else of its transaction is stored.
 */
export async function storeLimit(tx: Tx, organizationId: string, change: LimitChange): Promise<void> {
  const { customerRowId, limit, source, by, reason, at } = change;
  const before = await readLimit(tx, customerRowId);
  const columns = { limitMinor: limit?.minor ?? null, limitCurrency: limit?.currency ?? null, source };
  await tx.customerCredit.upsert({
    where: { customerId: customerRowId },
    create: { organizationId, customerId: customerRowId, ...columns, version: 1, limitIsNew: true },
    update: { ...columns, version: { increment: 1 }, limitIsNew: true },
  });
  await tx.creditLimitChange.create({
    data: { id: newId(), organizationId, customerId: customerRowId, ...columns, setBy: by, reason, setAt: at },
  });
  await writeAudit(tx, organizationId, [
    {
      at,
      kind: 'credit-limit.set',
      actor: by,
      customerRowId,
      invoiceRowId: null,
      data: {
        from: saidLimit(before?.limit ?? null),
        to: saidLimit(limit),
        ...(reason === null ? {} : { reason }),
      },
    },
  ]);
}

/** A limit as audit events and announcements say it. */
export function saidLimit(limit: LimitAmount | null): { amount: string; currency: string } | null {
  return limit && { amount: decimalAmount(limit.minor, limit.currency), currency: limit.currency };
}

/**
 * Takes the limit that the ERP states of a customer. It holds when the ERP states another one than before; a limit that
 * a person set stays when the ERP repeats its own, or states none any more.
 */
export async function takeErpLimit(
  tx: Tx,
  organizationId: string,
  stated: {
    readonly customerRowId: string;
    readonly limit: LimitAmount | null;
    readonly by: string;
    readonly at: Date;
  },
): Promise<void> {
  const { customerRowId, limit, by, at } = stated;
  const before = await readLimit(tx, customerRowId);
  const erpBefore = before && limitOf(before.erpMinor, before.erpCurrency);
  if (isSameLimit(erpBefore, limit)) return;
  const isHeard = limit !== null || before?.source === 'erp';
  if (isHeard && !isSameLimit(before?.limit ?? null, limit))
    await storeLimit(tx, organizationId, { customerRowId, limit, source: 'erp', by, reason: null, at });
  await tx.customerCredit.updateMany({
    where: { customerId: customerRowId },
    data: {
      erpMinor: limit?.minor ?? null,
      erpCurrency: limit?.currency ?? null,
      ...(isHeard ? { source: 'erp' } : {}),
    },
  });
}
