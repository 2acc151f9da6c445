import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import type { Actor } from '../record/actor.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { sendNow, type SendNow } from './outcomes/send-asked.ts';

/** `askedId`: the request, which becomes a message as soon as the customer's contact runs. */
export type SendResult =
  { readonly result: 'done'; readonly askedId: string } | ({ readonly result: 'invalid' } & Refusal);

// Rolls back the confirmed address of a message that is refused.
class SendRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Sends a statement, copies of invoices or the way to pay to a contact of a customer (row id) at once, because the
 * customer asked for it. `invoiceIds`: the ERP's ids of the open invoices that copies are wanted of; left out: all open
 * ones. Refused as `askForMessage` says.
 */
export async function sendToCustomer(
  database: Database,
  actor: Actor,
  {
    customerRowId: named,
    send,
    invoiceIds,
  }: {
    readonly customerRowId: string;
    readonly send: SendNow;
    readonly invoiceIds?: readonly string[] | undefined;
  },
  now: number,
): Promise<SendResult> {
  return database
    .inOrganization(actor.organizationId, async (tx): Promise<SendResult> => {
      const customerRowId = await lockCustomerRow(tx, named);
      const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
      const invoiceRowIds = await openInvoices(tx, customerRowId, invoiceIds);
      const sent = await sendNow(tx, actor, { customer, send, invoiceRowIds }, now);
      if ('code' in sent) throw new SendRefused(sent);
      return { result: 'done', askedId: sent.askedId };
    })
    .catch((error: unknown) => {
      if (error instanceof SendRefused) return { result: 'invalid', ...error.refusal } as const;
      throw error;
    });
}

async function openInvoices(
  tx: Tx,
  customerRowId: string,
  invoiceIds: readonly string[] | undefined,
): Promise<readonly string[]> {
  const rows = await tx.invoice.findMany({
    where: {
      customerId: customerRowId,
      status: 'open',
      ...(invoiceIds === undefined ? {} : { invoiceId: { in: [...invoiceIds] } }),
    },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
