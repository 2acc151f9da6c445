import type { z } from 'zod';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { PlanView } from '@puntual/contracts/api/payment-plans';
import { instalmentsOf, type PlanRow } from '@puntual/casework/payment-plans/plan-row';
import { decimalAmount } from '@puntual/domain/money/amount';
import { paidOfInstalments } from '@puntual/domain/payment-plans/judge-plan';
import type { Tx } from '@puntual/db/database';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

/** The payment plans of a customer (row id), the newest first. */
export async function listPlans(
  tx: Tx,
  customerRowId: string,
  query: z.infer<typeof pageQuerySchema>,
): Promise<{ items: PlanView[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, instantPosition);
  const older =
    after === null ? {} : { OR: [{ proposedAt: { lt: after[0] } }, { proposedAt: after[0], id: { lt: after[1] } }] };
  const rows = await tx.paymentPlan.findMany({
    where: { customerId: customerRowId, ...older },
    orderBy: [{ proposedAt: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [row.proposedAt.toISOString(), row.id]);
  return { items: await viewsOf(tx, page.rows), nextCursor: page.nextCursor };
}

/** One plan; null when the organization has none with the id. */
export async function findPlan(tx: Tx, planId: string): Promise<PlanView | null> {
  const row = await tx.paymentPlan.findUnique({ where: { id: planId } });
  return (row && (await viewsOf(tx, [row]))[0]) ?? null;
}

async function viewsOf(tx: Tx, rows: readonly PlanRow[]): Promise<PlanView[]> {
  const ids = rows.map(({ id }) => id);
  const about = await tx.paymentPlanInvoice.findMany({ where: { planId: { in: ids } } });
  const invoices = await tx.invoice.findMany({
    where: { id: { in: [...new Set(about.map(({ invoiceId }) => invoiceId))] } },
    select: { id: true, invoiceId: true, number: true, openMinor: true, chargesMinor: true, currency: true },
    orderBy: { invoiceId: 'asc' },
  });
  const customers = await tx.customer.findMany({
    where: { id: { in: [...new Set(rows.map(({ customerId }) => customerId))] } },
    select: { id: true, customerId: true },
  });
  const agreements = await tx.planAgreement.findMany({
    where: { planId: { in: ids } },
    select: { planId: true, language: true, hash: true },
    orderBy: { language: 'asc' },
  });
  const views = rows.map((row) => ({
    id: row.id,
    customerId: customers.find(({ id }) => id === row.customerId)?.customerId ?? '',
    ...termsView(row),
    invoices: invoices
      .filter(({ id }) => about.some(({ planId, invoiceId }) => planId === row.id && invoiceId === id))
      .map(({ invoiceId, number, openMinor, chargesMinor, currency }) => ({
        invoiceId,
        number,
        open: decimalAmount(openMinor + chargesMinor, currency),
      })),
    agreements: agreements.filter(({ planId }) => planId === row.id).map(({ language, hash }) => ({ language, hash })),
  }));
  return withNames<PlanView[]>(tx, views);
}

function termsView(row: PlanRow): Omit<Unnamed<PlanView>, 'id' | 'customerId' | 'invoices' | 'agreements'> {
  const { currency } = row;
  const instalments = instalmentsOf(row);
  const paid = paidOfInstalments(instalments, row.paidMinor);
  return {
    state: row.state as PlanView['state'],
    currency,
    total: decimalAmount(row.totalMinor, currency),
    paid: decimalAmount(row.paidMinor, currency),
    instalments: instalments.map(({ on, minor }, index) => ({
      date: on,
      amount: decimalAmount(minor, currency),
      paid: decimalAmount(paid[index] ?? 0n, currency),
    })),
    charges: row.charges as PlanView['charges'],
    graceDays: row.graceDays,
    source: row.source as PlanView['source'],
    note: row.note,
    proposedAt: row.proposedAt.toISOString(),
    proposedBy: row.proposedBy,
    taskId: row.taskId,
    approvedBy: row.approvedBy,
    replaces: row.replaces,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    reason: row.reason,
  };
}
