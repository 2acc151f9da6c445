import type { EventOf } from '@puntual/contracts/events/events';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { retryUnreachableSteps } from '../contact/retry-unreachable-steps.ts';
import { withoutChannels } from '../facts/reachability.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Writes the ERP's data of a customer. An event older than the last one changes nothing. When data change that cases
 * decide by (direct debit, time zone, country, region, kind, tags, risk), the customer's running cases are woken. Returns
 * whether the event was newer.
 */
export async function takeCustomer(
  tx: Tx,
  organization: OrganizationRef,
  event: EventOf<'puntual.customer.upserted.v1'>,
  now: Date,
): Promise<boolean> {
  const { data } = event;
  const at = new Date(event.time);
  const before = await tx.customer.findUniqueOrThrow({
    where: { organizationId_customerId: { organizationId: organization.id, customerId: data.customerId } },
  });
  if (before.upsertedAt && before.upsertedAt > at) return false;
  await tx.customer.update({
    where: { id: before.id },
    data: {
      name: data.name,
      kind: data.kind,
      taxId: data.taxId ?? null,
      country: data.country,
      language: data.language,
      timeZone: data.timeZone,
      currency: data.currency,
      creditLimitMinor: data.creditLimit === undefined ? null : parseAmount(data.creditLimit, data.currency),
      tags: data.tags,
      directDebit: data.directDebit,
      region: data.region ?? null,
      risk: data.risk ?? null,
      ...(data.address ? { address: data.address } : {}),
      provisional: false,
      upsertedAt: at,
    },
  });
  const contacts = await tx.contact.findMany({ where: { customerId: before.id } });
  const gone = contacts.filter((contact) => !data.contacts.some((wanted) => wanted.contactId === contact.contactId));
  if (gone.length > 0) await tx.contact.deleteMany({ where: { id: { in: gone.map((contact) => contact.id) } } });
  const added = data.contacts.filter((contact) => !contacts.some((known) => known.contactId === contact.contactId));
  const fieldsOf = (contact: (typeof data.contacts)[number]) => ({
    name: contact.name,
    role: contact.role,
    email: contact.email ?? null,
    phone: contact.phone ?? null,
    channels: contact.channels,
  });
  if (added.length > 0)
    await tx.contact.createMany({
      data: added.map((contact) => ({
        id: newId(),
        organizationId: organization.id,
        customerId: before.id,
        contactId: contact.contactId,
        ...fieldsOf(contact),
      })),
    });
  // A way to reach the customer that was not there before, or fewer to choose from.
  let newWay =
    added.some((contact) => contact.email !== undefined || contact.phone !== undefined) ||
    (before.address === null && data.address !== undefined) ||
    (gone.length > 0 && data.contacts.length > 0);
  for (const known of contacts) {
    const wanted = data.contacts.find((contact) => contact.contactId === known.contactId);
    if (!wanted) continue;
    const fields = fieldsOf(wanted);
    if (
      known.name === fields.name &&
      known.role === fields.role &&
      known.email === fields.email &&
      known.phone === fields.phone &&
      known.channels.join() === fields.channels.join()
    )
      continue;
    newWay ||=
      known.role !== fields.role ||
      known.email !== fields.email ||
      known.phone !== fields.phone ||
      known.channels.join() !== fields.channels.join();
    // A new address is a new chance: what bounced was the old one.
    const revived = withoutChannels(known, [
      ...(known.email === fields.email ? [] : ['email' as const]),
      ...(known.phone === fields.phone ? [] : ['sms' as const]),
    ]);
    await tx.contact.update({ where: { id: known.id }, data: { ...fields, ...revived } });
  }
  const wasNew = before.upsertedAt === null;
  await writeAudit(tx, organization.id, [
    {
      at: now,
      kind: wasNew ? 'customer.created' : 'customer.updated',
      actor: `erp:${event.source}`,
      customerRowId: before.id,
      invoiceRowId: null,
      data: { contacts: data.contacts.length },
    },
  ]);
  const mended = newWay && (await retryUnreachableSteps(tx, organization, before.id, now));
  const same =
    before.directDebit === data.directDebit &&
    before.timeZone === data.timeZone &&
    before.country === data.country &&
    before.region === (data.region ?? null) &&
    before.risk === (data.risk ?? null) &&
    before.kind === data.kind &&
    before.tags.join('\0') === data.tags.join('\0');
  if (!mended && same) return true;
  const cases = await tx.invoice.findMany({
    where: { customerId: before.id, caseState: 'running', status: 'open' },
    select: { id: true },
  });
  await wakeCases(
    tx,
    organization,
    cases.map((row) => row.id),
    { signal: 'amendment', detail: { customer: 'changed' } },
  );
  return true;
}
