import type { Tx } from '@puntual/db/database';

/**
 * Adds what one task is about, its invoices and the contacts whose data it asks for, to another one, which is then due
 * by the earlier of their days. Needs the locks of their customers.
 */
export async function copySubjects(tx: Tx, task: { readonly from: string; readonly into: string }): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO task_invoice (task_id, invoice_id, organization_id)
      SELECT ${task.into}::uuid, invoice_id, organization_id FROM task_invoice WHERE task_id = ${task.from}::uuid
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    UPDATE task i
    SET contact_ids = ARRAY(SELECT DISTINCT id FROM unnest(i.contact_ids || f.contact_ids) AS id),
      due_on = least(i.due_on, f.due_on)
    FROM task f
    WHERE i.id = ${task.into}::uuid AND f.id = ${task.from}::uuid`;
}

/** Takes invoices (row ids) and contacts (the ERP's ids) out of an open task. Needs the lock of its customer. */
export async function dropSubjects(
  tx: Tx,
  taskId: string,
  { invoiceRowIds, contactIds }: { readonly invoiceRowIds: readonly string[]; readonly contactIds: readonly string[] },
): Promise<void> {
  await tx.taskInvoice.deleteMany({ where: { taskId, invoiceId: { in: [...invoiceRowIds] } } });
  await tx.$executeRaw`
    UPDATE task
    SET contact_ids = ARRAY(SELECT id FROM unnest(contact_ids) AS id WHERE NOT id = ANY(${[...contactIds]}::text[]))
    WHERE id = ${taskId}::uuid AND state <> 'done'`;
}

/**
 * Moves all tasks of one customer (row id) to another, under the locks of both. The caller ends tasks first of which a
 * customer may have only one.
 */
export async function moveTasks(tx: Tx, customer: { readonly from: string; readonly into: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE task SET customer_id = ${customer.into}::uuid WHERE customer_id = ${customer.from}::uuid`;
}
