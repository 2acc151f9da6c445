import type { EventOf } from '@puntual/contracts/events/events';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { takeErpLimit } from '../credit/store-limit.ts';
import { writeAudit } from '../record/audit.ts';
import { retryUnreachableSteps } from '../contact/retry-unreachable-steps.ts';
import { wakeContact } from '../contact/wake-contact.ts';
import { wakeOpenCases } from '../record/wake-cases.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { accountManagerId } from '../collectors/account-manager-id.ts';
import { changeGroup } from '../groups/change-group.ts';
import { replaceContacts } from './replace-contacts.ts';
import { storeProcedure } from './store-procedure.ts';
import type { EventRefusal } from './verdict.ts';

type CustomerData = EventOf<'puntual.customer.upserted.v1'>['data'];

/** What the ERP states of a customer, and the row id of the customer whom it names as the payer of the group. */
export interface StatedCustomer {
  readonly event: EventOf<'puntual.customer.upserted.v1'>;
  readonly payerRowId?: string | undefined;
}

/**
 * Writes the ERP's data of a customer. An event older than the last one changes nothing. When data change that cases
 * decide by (direct debit, time zone, country, region, kind, tags, risk, procedure), the customer's running cases are
 * woken. Puts the customer into the group that the event names. A limit of credit is stored; the caller judges it.
 * Returns whether the event was newer, or why it is refused: then nothing is written.
 */
export async function takeCustomer(
  tx: Tx,
  organization: OrganizationRef,
  { event, payerRowId }: StatedCustomer,
  now: Date,
): Promise<boolean | EventRefusal> {
  const { data } = event;
  const at = new Date(event.time);
  const by = `erp:${event.source}`;
  const before = await tx.customer.findUniqueOrThrow({
    where: { organizationId_customerId: { organizationId: organization.id, customerId: data.customerId } },
  });
  if (before.upsertedAt && before.upsertedAt > at) return false;
  const refused = await takeGroup(tx, organization, { customerRowId: before.id, payerRowId, data, by }, now);
  if (refused) return refused;
  await tx.customer.update({
    where: { id: before.id },
    data: {
      ...columnsOf(data),
      ...(data.accountManager === undefined ? {} : { accountManager: await accountManagerId(tx, data.accountManager) }),
      provisional: false,
      upsertedAt: at,
    },
  });
  const creditLimit = creditLimitOf(data);
  await takeErpLimit(tx, organization.id, { customerRowId: before.id, limit: creditLimit, by, at: now });
  const newContactWay = await replaceContacts(tx, organization.id, before.id, { wanted: data.contacts, at: now });
  const newProcedure =
    data.procedure !== undefined &&
    (await storeProcedure(tx, organization.id, { customer: before, stated: data.procedure, by }, now));
  const newWay = newContactWay || (before.address === null && data.address !== undefined);
  await writeAudit(tx, organization.id, [
    {
      at: now,
      kind: before.upsertedAt === null ? 'customer.created' : 'customer.updated',
      actor: by,
      customerRowId: before.id,
      invoiceRowId: null,
      data: { contacts: data.contacts.length },
    },
  ]);
  if (newWay) await wakeContact(tx, organization, before.id);
  const retried = newWay && (await retryUnreachableSteps(tx, organization, before.id, now));
  if (retried || newProcedure || decidingDataOf(before) !== decidingDataOf(data))
    await wakeOpenCases(tx, organization, before.id, { signal: 'amendment', detail: { customer: 'changed' } });
  return true;
}

// An event that says nothing of a group leaves the customer where it is.
async function takeGroup(
  tx: Tx,
  organization: OrganizationRef,
  customer: {
    readonly customerRowId: string;
    readonly payerRowId: string | undefined;
    readonly data: CustomerData;
    readonly by: string;
  },
  now: Date,
): Promise<EventRefusal | null> {
  const { customerRowId, payerRowId, data, by } = customer;
  if (data.group === undefined) return null;
  const group = data.group && { key: data.group.groupId, name: data.group.name, payerRowId };
  return changeGroup(tx, organization, { customerRowId, group, by }, now);
}

function columnsOf(data: CustomerData) {
  return {
    name: data.name,
    kind: data.kind,
    taxId: data.taxId ?? null,
    country: data.country,
    language: data.language,
    timeZone: data.timeZone,
    currency: data.currency,
    creditLimitMinor: creditLimitOf(data)?.minor ?? null,
    tags: data.tags,
    directDebit: data.directDebit,
    region: data.region ?? null,
    risk: data.risk ?? null,
    ...(data.address ? { address: data.address } : {}),
  };
}

function creditLimitOf({ creditLimit, currency }: CustomerData) {
  return creditLimit === undefined ? null : { minor: parseAmount(creditLimit, currency), currency };
}

/** What cases decide by, of a customer's row or of the event's data. */
interface DecidingData {
  readonly directDebit: boolean;
  readonly timeZone: string;
  readonly country: string;
  readonly region?: string | null | undefined;
  readonly risk?: string | null | undefined;
  readonly kind: string;
  readonly tags: readonly string[];
}

function decidingDataOf({ directDebit, timeZone, country, region, risk, kind, tags }: DecidingData): string {
  return JSON.stringify([directDebit, timeZone, country, region ?? null, risk ?? null, kind, tags]);
}
