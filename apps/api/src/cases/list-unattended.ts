import type { z } from 'zod';
import { readUnattendedCases, LOWEST_ID } from '@puntual/casework/cases/unattended-cases';
import { isoDate } from '@puntual/casework/record/dates';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { UnattendedCaseView, unattendedCasePageSchema } from '@puntual/contracts/api/cases';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import type { Tx } from '@puntual/db/database';
import { decimalAmount } from '@puntual/domain/money/amount';
import { workflowUrl } from '@puntual/platform/temporal-connection';
import type { Settings } from '@puntual/platform/settings';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';

interface ShownInvoice {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly next_action_at: Date | null;
}

/** The organization's open cases that nothing moves, in the order of their row ids. `late`: see `lateBefore`. */
export async function listUnattended(
  tx: Tx,
  organizationId: string,
  query: z.infer<typeof pageQuerySchema>,
  { late, settings }: { readonly late: Date; readonly settings: Settings },
): Promise<z.infer<typeof unattendedCasePageSchema>> {
  const [after = LOWEST_ID] = readCursor(query.cursor, idPosition) ?? [];
  const cases = await readUnattendedCases(tx, { late, after, most: query.limit + 1, organizationId });
  const page = pageOfRows(cases, query.limit, (row) => [row.id]);
  const shown = await tx.$queryRaw<ShownInvoice[]>`
    SELECT id, number, currency, open_minor + charges_minor AS open_minor, next_action_at
    FROM invoice
    WHERE id = ANY(${page.rows.map((row) => row.id)}::uuid[])`;
  const invoices = new Map(shown.map((row) => [row.id, row]));
  const items = page.rows.flatMap((row): UnattendedCaseView[] => {
    const invoice = invoices.get(row.id);
    if (!invoice) return [];
    const workflowId = invoiceWorkflowId(row.slug, row.invoice_id);
    return [
      {
        invoiceId: row.invoice_id,
        number: invoice.number,
        customerId: row.customer_id,
        currency: invoice.currency,
        open: decimalAmount(invoice.open_minor, invoice.currency),
        dueDate: isoDate(row.due_date),
        why: row.why,
        nextActionAt: invoice.next_action_at?.toISOString() ?? null,
        workflowId,
        workflowUrl: workflowUrl(settings, workflowId),
      },
    ];
  });
  return { items, nextCursor: page.nextCursor };
}
