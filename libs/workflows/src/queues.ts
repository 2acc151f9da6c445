/** Task queue of workflows and their quick activities, and the one whose rate the providers set (CONTRACT §6). */
export const COLLECTIONS_QUEUE = 'collections';
export const DELIVERY_QUEUE = 'delivery';

/** `invoice/<org>/<invoiceId>`: readable, and unique because the ERP's id is unique in the organization. */
export function invoiceWorkflowId(slug: string, invoiceId: string): string {
  return `invoice/${slug}/${invoiceId}`;
}

/** `contact/<org>/<customerId>`: one voice per customer. */
export function contactWorkflowId(slug: string, customerId: string): string {
  return `contact/${slug}/${customerId}`;
}
