import { decisionAt } from '@puntual/casework/as-of/read-decision';
import type { InvoiceAsOfView } from '@puntual/contracts/api/as-of';
import type { Tx } from '@puntual/db/database';
import { addDays, instantAt } from '@puntual/domain/calendar/dates';
import type { Language } from '@puntual/domain/language/languages';
import { invoiceRowId } from '../invoices/find-invoice.ts';
import { reasonInWords } from '../reasons/reasons.ts';
import { planOf, showDecision } from './show-decision.ts';

/** Whose past is shown, when (a day, an instant, or left out: now), and in which language. */
export interface AsOfRequest {
  readonly organizationId: string;
  readonly invoiceId: string;
  readonly at: string | undefined;
  readonly language: Language;
}

/** The case as it stood at an instant, by what was known then; null when there is no such invoice. */
export async function invoiceAsOf(
  tx: Tx,
  { organizationId, invoiceId, at, language }: AsOfRequest,
  now: number,
): Promise<InvoiceAsOfView | null> {
  const found = await invoiceRowId(tx, invoiceId);
  if (!found) return null;
  const { timeZone } = await tx.customer.findUniqueOrThrow({
    where: { id: found.customerRowId },
    select: { timeZone: true },
  });
  const instant = at === undefined ? now : instantOf(at, timeZone);
  const past = await decisionAt(tx, organizationId, found.id, instant);
  const plan = past ? planOf(past) : { steps: [], skipped: [] };
  return {
    at: new Date(instant).toISOString(),
    decision: past && showDecision(past, language),
    steps: plan.steps.map((step) => ({
      ...step,
      at: new Date(step.at).toISOString(),
      reasons: step.reasons.map((reason) => reasonInWords(reason, language)),
    })),
    skipped: plan.skipped.map((step) => ({ ...step, reason: reasonInWords(step.reason, language) })),
  };
}

// The last millisecond of a day in the debtor's time zone.
function instantOf(at: string, timeZone: string): number {
  return at.includes('T') ? Date.parse(at) : instantAt(addDays(at, 1), 0, timeZone) - 1;
}
