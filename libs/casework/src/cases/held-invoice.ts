import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';
import type { HeldInvoice } from '../supply/supply-holds.ts';

/** The invoice of the evaluated case, as the use cases of supply holds name it. */
export function heldInvoiceOf({ ref }: Pick<Evaluation, 'ref'>, loaded: LoadedCase): HeldInvoice {
  return {
    organizationId: ref.organizationId,
    invoiceRowId: loaded.facts.invoice.id,
    invoiceId: loaded.invoiceId,
    number: loaded.number,
    customerRowId: loaded.customerRowId,
    customerId: loaded.customerId,
  };
}
