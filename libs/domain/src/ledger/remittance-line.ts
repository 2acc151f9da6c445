import type { InvoiceBook } from './books.ts';

/** Whether a remittance line is for the invoice; a line may name the whole of which the invoice is an instalment. */
export function isLineFor({ invoiceId }: { readonly invoiceId: string }, invoice: InvoiceBook): boolean {
  return invoiceId === invoice.invoiceId || invoiceId === invoice.instalment?.of;
}
