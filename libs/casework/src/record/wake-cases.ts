import type { Tx } from '@puntual/db/database';
import { claimsOf } from './claims-of.ts';
import { isoDate } from './dates.ts';
import { writeOutbox } from './outbox.ts';
import type { CaseSignal, OrganizationRef } from './refs.ts';

/** Why cases are woken: the signal that their workflows get, and what it names. */
export interface WakeCause {
  readonly signal: CaseSignal;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Writes outbox rows that signal the running cases of these invoices (row ids); closed cases get none. */
export async function wakeCases(
  tx: Tx,
  organization: OrganizationRef,
  invoiceRowIds: readonly string[],
  { signal, detail }: WakeCause,
): Promise<void> {
  if (invoiceRowIds.length === 0) return;
  const rows = await tx.$queryRaw<
    { id: string; invoice_id: string; customer_id: string; due_date: Date; case_run: number }[]
  >`
    SELECT i.id, i.invoice_id, c.customer_id, i.due_date, i.case_run
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE i.id = ANY(${[...new Set(invoiceRowIds)]}::uuid[]) AND i.case_state = 'running'
    ORDER BY i.id`;
  await writeOutbox(
    tx,
    organization,
    rows.map((row) => ({
      target: 'temporal',
      kind: 'wake-case',
      signal,
      detail,
      subject: {
        organizationId: organization.id,
        slug: organization.slug,
        id: row.id,
        invoiceId: row.invoice_id,
        customerId: row.customer_id,
        dueOn: isoDate(row.due_date),
        run: row.case_run,
      },
    })),
  );
}

/**
 * Writes outbox rows that signal the running cases of all open invoices of a customer (row id), and of the group that
 * the customer pays for: their contact is the customer's.
 */
export async function wakeOpenCases(
  tx: Tx,
  organization: OrganizationRef,
  customerRowId: string,
  cause: WakeCause,
): Promise<void> {
  const cases = await tx.invoice.findMany({
    where: { customerId: { in: await claimsOf(tx, customerRowId) }, caseState: 'running', status: 'open' },
    select: { id: true },
  });
  await wakeCases(
    tx,
    organization,
    cases.map((row) => row.id),
    cause,
  );
}
