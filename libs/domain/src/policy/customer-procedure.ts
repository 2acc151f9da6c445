import { z } from 'zod';

/** What a customer's accounts payable can ask of an invoice before they pay it. */
export const INVOICE_NEEDS = ['order-number', 'delivery-note', 'portal'] as const;
export type InvoiceNeed = (typeof INVOICE_NEEDS)[number];

const dayOfMonth = z.int().min(1).max(31);

/** How a customer pays: what an invoice needs, until when it must be there, and on which days the customer pays. */
export const customerProcedureSchema = z.object({
  needs: z.array(z.enum(INVOICE_NEEDS)).max(INVOICE_NEEDS.length).default([]),
  /** An invoice that is issued after this day of the month is paid with those of the next one. 31: the last day. */
  cutOffDay: dayOfMonth.optional(),
  /** The days on which the customer pays: days of the month (31: the last one), weekdays (1 for Monday), or both. */
  payRun: z
    .object({
      daysOfMonth: z.array(dayOfMonth).min(1).max(31).optional(),
      weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
    })
    .optional(),
});
export type CustomerProcedure = z.infer<typeof customerProcedureSchema>;

/** A procedure that asks for nothing: what a customer has of whom nothing is known. */
export const NO_PROCEDURE: CustomerProcedure = { needs: [] };

/** Reads a stored procedure; what cannot be read asks for nothing. Total. */
export function readProcedure(stored: unknown): CustomerProcedure {
  return customerProcedureSchema.safeParse(stored ?? NO_PROCEDURE).data ?? NO_PROCEDURE;
}

/** What of an invoice is known that a procedure may ask for. */
export interface InvoicePapers {
  readonly purchaseOrder: string | null;
  readonly deliveryNote: string | null;
  /** The number that the customer's portal gave the invoice when it was entered there. */
  readonly portalReference: string | null;
}

/** A field of an invoice that holds one of its papers. */
export type PaperField = keyof InvoicePapers;

/** What the customer's procedure asks for and the invoice does not have, in the order of `INVOICE_NEEDS`. */
export function missingNeeds({ needs }: CustomerProcedure, papers: InvoicePapers): readonly InvoiceNeed[] {
  const has: Readonly<Record<InvoiceNeed, string | null>> = {
    'order-number': papers.purchaseOrder,
    'delivery-note': papers.deliveryNote,
    portal: papers.portalReference,
  };
  return INVOICE_NEEDS.filter((need) => needs.includes(need) && (has[need] ?? '').trim() === '');
}
