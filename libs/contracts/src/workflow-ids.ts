/**
 * `invoice/<org>/<invoiceId>`: unique because the ERP's id is unique in the organization. The outbox uses the same id
 * as key, which keeps the rows of one workflow in order.
 */
export function invoiceWorkflowId(slug: string, invoiceId: string): string {
  return `invoice/${slug}/${invoiceId}`;
}

/** `contact/<org>/<customerId>`: one contact workflow per customer. */
export function contactWorkflowId(slug: string, customerId: string): string {
  return `contact/${slug}/${customerId}`;
}

/**
 * The organization and the customer of a contact workflow's id. A slug has no slash; the ERP's customer id may have
 * one. Throws for the id of any other workflow.
 */
export function customerOfContact(workflowId: string): { readonly slug: string; readonly customerId: string } {
  const [, slug, customerId] = /^contact\/([^/]+)\/(.+)$/s.exec(workflowId) ?? [];
  if (slug === undefined || customerId === undefined) throw new Error(`${workflowId} is no customer's contact`);
  return { slug, customerId };
}

/** `move/<org>/<key>/<version>`: the workflow that moves open cases to a version of their policy. */
export function moveWorkflowId(slug: string, key: string, version: number): string {
  return `move/${slug}/${key}/${version}`;
}

/** The organization and the invoice (the ERP's id) of a case's workflow id; null for any other workflow. */
export function invoiceOfCase(workflowId: string): { readonly slug: string; readonly invoiceId: string } | null {
  const [, slug, invoiceId] = /^invoice\/([^/]+)\/(.+)$/s.exec(workflowId) ?? [];
  return slug === undefined || invoiceId === undefined ? null : { slug, invoiceId };
}
