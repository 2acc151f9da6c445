import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { TestOrganization } from './with-api.ts';

/** Stores a sent message to a customer about its invoices, as the sending activity does. Returns its id. */
export async function seedMessage(
  database: Database,
  organization: TestOrganization,
  customerRowId: string,
  invoiceRowIds: readonly string[],
  options: { readonly state?: string; readonly pdf?: Buffer; readonly composedAt?: Date } = {},
): Promise<string> {
  const id = newId();
  await database.inOrganization(organization.id, async (tx) => {
    await tx.message.create({
      data: {
        id,
        organizationId: organization.id,
        customerId: customerRowId,
        template: 'friendly',
        stage: 'friendly',
        reminder: true,
        language: 'es',
        state: options.state ?? 'sent',
        channel: options.pdf ? 'letter' : 'email',
        recipients: [{ contactId: 'k1', channel: 'email', address: 'ana@example.com' }],
        subject: 'Recordatorio',
        html: '<p>Hola</p>',
        text: 'Hola',
        pdf: options.pdf ? new Uint8Array(options.pdf) : null,
        contentHash: 'f'.repeat(64),
        totals: [],
        composedAt: options.composedAt ?? new Date('2026-11-19T10:00:00Z'),
        sentAt: (options.state ?? 'sent') === 'sent' ? new Date('2026-11-19T10:00:01Z') : null,
        providerId: 'provider-1',
      },
    });
    await tx.messageInvoice.createMany({
      data: invoiceRowIds.map((invoiceId) => ({
        messageId: id,
        invoiceId,
        organizationId: organization.id,
        section: 'overdue',
        openMinor: 12100n,
        currency: 'EUR',
      })),
    });
  });
  return id;
}

/** Opens a task about invoices of a customer. Returns its id. */
export async function seedTask(
  database: Database,
  organization: TestOrganization,
  customerRowId: string,
  invoiceRowIds: readonly string[],
  kind: string,
  options: { readonly openedAt?: Date; readonly dueOn?: string } = {},
): Promise<string> {
  const id = newId();
  await database.inOrganization(organization.id, async (tx) => {
    await tx.task.create({
      data: {
        id,
        organizationId: organization.id,
        kind,
        customerId: customerRowId,
        openedAt: options.openedAt ?? new Date('2026-11-19T09:00:00Z'),
        dueOn: options.dueOn ? new Date(`${options.dueOn}T00:00:00Z`) : null,
      },
    });
    await tx.taskInvoice.createMany({
      data: invoiceRowIds.map((invoiceId) => ({ taskId: id, invoiceId, organizationId: organization.id })),
    });
  });
  return id;
}

/** Adds a fee of 12.00 to an invoice, as a sent message does. Returns its id. */
export async function seedCharge(
  database: Database,
  organization: TestOrganization,
  of: { readonly customerRowId: string; readonly invoiceRowId: string; readonly messageId: string },
): Promise<string> {
  const id = newId();
  const on = new Date('2026-11-19T00:00:00Z');
  await database.inOrganization(organization.id, async (tx) => {
    await tx.charge.create({
      data: {
        id,
        organizationId: organization.id,
        invoiceId: of.invoiceRowId,
        customerId: of.customerRowId,
        key: `fee:${id}`,
        kind: 'fee',
        currency: 'EUR',
        amountMinor: 1200n,
        openMinor: 1200n,
        chargedOn: on,
        messageId: of.messageId,
        stage: 'demand',
        whenPrincipalPaid: 'waive',
        how: { kind: 'fee', stage: 'demand', cappedBy: null },
        createdAt: new Date('2026-11-19T10:00:01Z'),
      },
    });
    await tx.entry.create({
      data: {
        id: newId(),
        organizationId: organization.id,
        invoiceId: of.invoiceRowId,
        kind: 'fee',
        amountMinor: 1200n,
        currency: 'EUR',
        on,
        cause: `message:${of.messageId}`,
        chargeId: id,
        createdAt: new Date('2026-11-19T10:00:01Z'),
      },
    });
    await tx.invoice.update({ where: { id: of.invoiceRowId }, data: { chargesMinor: { increment: 1200n } } });
  });
  return id;
}

/** A mail that came in, of a customer (row id); null: nobody has said whose it is. Returns its row id. */
export async function seedReply(
  database: Database,
  { id: organizationId }: { readonly id: string },
  customerId: string | null,
): Promise<string> {
  const id = newId();
  const written = { sender: 'a@b.example', senderName: '', subject: 'x', body: 'x', fullText: 'x' };
  const state = customerId === null ? 'unmatched' : 'matched';
  const came = { kind: 'reply', state, sha256: id, raw: Buffer.from('x'), receivedAt: new Date('2026-11-20') };
  await database.inOrganization(organizationId, (tx) =>
    tx.reply.create({ data: { id, organizationId, customerId, ...written, ...came } }),
  );
  return id;
}
