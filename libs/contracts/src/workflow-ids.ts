/** `invoice/<org>/<invoiceId>`: readable, and unique because the ERP's id is unique in the organization. The outbox keeps the rows of one workflow in order by the same id. */
export function invoiceWorkflowId(slug: string, invoiceId: string): string {
  return `invoice/${slug}/${invoiceId}`;
}

/** `contact/<org>/<customerId>`: one voice per customer. */
export function contactWorkflowId(slug: string, customerId: string): string {
  return `contact/${slug}/${customerId}`;
}

/** Whose contact a workflow is. The organization's slug has no slash, the ERP's id of a customer may. Throws for any other workflow's id. */
export function customerOfContact(workflowId: string): { readonly slug: string; readonly customerId: string } {
  const [, slug, customerId] = /^contact\/([^/]+)\/(.+)$/s.exec(workflowId) ?? [];
  if (slug === undefined || customerId === undefined) throw new Error(`${workflowId} is no customer's contact`);
  return { slug, customerId };
}

/** `move/<org>/<key>/<version>`: the move of running cases to a version of their policy. */
export function moveWorkflowId(slug: string, key: string, version: number): string {
  return `move/${slug}/${key}/${version}`;
}
