import { invoiceQuerySchema } from '@puntual/contracts/api/invoices';
import type { InvoiceView } from '../../client/api-views.ts';

/** The filters of the list in the URL. No status means `open`; `any` means every status. */
export interface InvoiceSearch {
  status?: InvoiceView['status'] | 'any';
  stage?: InvoiceView['stage'];
  customerId?: string;
  overdueBy?: number;
  q?: string;
}

/** Reads the filters from a URL. Ignores what the API would refuse, so that a mistyped link still opens the list. */
export function readInvoiceSearch(raw: Record<string, unknown>): InvoiceSearch {
  const { status, stage, customerId, overdueBy, q } = invoiceQuerySchema.shape;
  const search: InvoiceSearch = {};
  const readStatus = status.safeParse(raw.status).data;
  if (raw.status === 'any') search.status = 'any';
  else if (readStatus !== undefined && readStatus !== 'open') search.status = readStatus;
  const readStage = stage.safeParse(raw.stage).data;
  if (readStage !== undefined) search.stage = readStage;
  const readCustomer = customerId.safeParse(raw.customerId).data;
  if (readCustomer) search.customerId = readCustomer;
  const readOverdue = raw.overdueBy === undefined ? undefined : overdueBy.safeParse(raw.overdueBy).data;
  if (readOverdue) search.overdueBy = readOverdue;
  const readText = q.safeParse(raw.q).data?.trim();
  if (readText) search.q = readText;
  return search;
}

/** Whether any filter beyond the default (open invoices) is set. */
export function isFiltered(search: InvoiceSearch): boolean {
  return Object.keys(search).length > 0;
}
