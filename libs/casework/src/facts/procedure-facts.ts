import { payRunFor } from '@puntual/domain/calendar/pay-run';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { missingNeeds, readProcedure } from '@puntual/domain/policy/customer-procedure';
import { isoDate } from '../record/dates.ts';

/** The columns of an invoice and its customer that say how the customer pays it. */
interface ProcedureRow {
  readonly procedure: unknown;
  readonly issue_date: Date;
  readonly due_date: Date;
  readonly purchase_order: string | null;
  readonly delivery_note: string | null;
  readonly portal_reference: string | null;
}

/** What the customer's procedure means for the invoice. Nothing when no procedure is known. */
export function procedureFacts(row: ProcedureRow): Pick<CaseFacts['invoice'], 'payRunOn' | 'missing'> {
  if (row.procedure === null) return {};
  const missing = missingNeeds(readProcedure(row.procedure), {
    purchaseOrder: row.purchase_order,
    deliveryNote: row.delivery_note,
    portalReference: row.portal_reference,
  });
  return { ...payRunFact(row), ...(missing.length > 0 ? { missing } : {}) };
}

/** The first pay run that the invoice can meet; nothing when the customer has no pay runs. */
export function payRunFact({
  procedure,
  issue_date: issued,
  due_date: due,
}: Pick<ProcedureRow, 'procedure' | 'issue_date' | 'due_date'>): Pick<CaseFacts['invoice'], 'payRunOn'> {
  if (procedure === null) return {};
  const payRunOn = payRunFor(readProcedure(procedure), { issuedOn: isoDate(issued), dueOn: isoDate(due) });
  return payRunOn === null ? {} : { payRunOn };
}
