import { createHash } from 'node:crypto';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Channel } from '@puntual/domain/policy/vocabulary';
import type { Database, Tx } from '@puntual/db/database';
import { toJson } from '@puntual/db/json';
import { retryUnreachableSteps } from '../../contact/retry-unreachable-steps.ts';
import { wakeContact } from '../../contact/wake-contact.ts';
import { contactWordsOf, type ConfirmedBy, type ConfirmedField } from '../../facts/confirmed-contact.ts';
import { keepMarks, refreshContacts } from '../../facts/unreached-addresses.ts';
import { type Actor, organizationOf, storedActor } from '../../record/actor.ts';
import { writeAudit } from '../../record/audit.ts';
import { lockCustomerRow } from '../../record/lock-customer.ts';
import { wakeOpenCases } from '../../record/wake-cases.ts';
import { confirmContact, type ContactFields } from './confirm-contact.ts';

/** `changed-meanwhile`: the contact is not as the caller read it. */
export type ContactResult =
  | { readonly result: 'done'; readonly contactId: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'changed-meanwhile' }
  | ({ readonly result: 'invalid' } & Refusal);

/** A contact (the ERP's id; left out: a new one) of a customer (row id), as a person says it is. */
interface StatedContact {
  readonly customerRowId: string;
  readonly contactId?: string;
  readonly fields: ContactFields;
  readonly consents?: readonly Channel[];
  readonly source: ConfirmedBy;
  /** The contact as the caller read it (`contactVersion`); left out: whatever it is now. */
  readonly version?: string | undefined;
}

type ContactRow = NonNullable<Awaited<ReturnType<Tx['contact']['findUnique']>>>;

/** Names the present state of a contact: another one after every change. */
export function contactVersion({ id, name, role, email, phone, channels, language, confirmed, conflicts }: ContactRow) {
  return createHash('sha256')
    .update(JSON.stringify([id, name, role, email, phone, channels, language, confirmed, conflicts]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * Adds, corrects or confirms a contact as a person says. Steps that failed because nothing reached the customer are
 * tried again, and the task that asked for contact data ends.
 */
export async function stateContact(
  database: Database,
  actor: Actor,
  { customerRowId: named, contactId, version, ...stated }: StatedContact,
  now: number,
): Promise<ContactResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<ContactResult> => {
    const customerRowId = await lockCustomerRow(tx, named);
    const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
    const row = contactId === undefined ? null : await findContactRow(tx, customerRowId, contactId);
    if (contactId !== undefined && !row) return { result: 'not-found' };
    if (row && version !== undefined && version !== contactVersion(row)) return { result: 'changed-meanwhile' };
    const stored = await confirmContact(tx, actor, { customer, row, ...stated }, now);
    if ('code' in stored) return { result: 'invalid', ...stored };
    await retrySteps(tx, actor, customerRowId, now);
    return { result: 'done', contactId: stored.contactId };
  });
}

/**
 * Settles a conflict between a person and the ERP about a field of a contact. `confirmed`: the person's value stays,
 * and the ERP's present one is no conflict any more. `erp`: the ERP's value is stored, and the ERP may change it from
 * then on. `not-found`: no such contact, or no conflict about the field.
 */
export async function settleConflict(
  database: Database,
  actor: Actor,
  choice: {
    readonly customerRowId: string;
    readonly contactId: string;
    readonly field: ConfirmedField;
    readonly keep: 'confirmed' | 'erp';
  },
  now: number,
): Promise<ContactResult> {
  const { contactId, field, keep } = choice;
  return database.inOrganization(actor.organizationId, async (tx): Promise<ContactResult> => {
    const customerRowId = await lockCustomerRow(tx, choice.customerRowId);
    const row = await findContactRow(tx, customerRowId, contactId);
    if (!row) return { result: 'not-found' };
    const { confirmed, conflicts } = contactWordsOf(row);
    const conflict = conflicts[field];
    if (!conflict) return { result: 'not-found' };
    const owner = { organizationId: actor.organizationId, customerRowId };
    await keepMarks(tx, owner);
    const open = { ...conflicts };
    delete open[field];
    const words = { ...confirmed };
    if (keep === 'erp') delete words[field];
    if (keep === 'erp' && field === 'contact') await tx.contact.delete({ where: { id: row.id } });
    else
      await tx.contact.update({
        where: { id: row.id },
        data: {
          ...(keep === 'erp' ? { [field]: conflict.erp } : {}),
          confirmed: toJson(words) as object,
          conflicts: toJson(open) as object,
        },
      });
    await refreshContacts(tx, owner);
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'contact.conflict-settled',
        actor: storedActor(actor),
        customerRowId,
        invoiceRowId: null,
        data: { contactId, field, keep },
      },
    ]);
    if (keep === 'erp') await retrySteps(tx, actor, customerRowId, now);
    return { result: 'done', contactId };
  });
}

function findContactRow(tx: Tx, customerRowId: string, contactId: string): Promise<ContactRow | null> {
  return tx.contact.findFirst({ where: { customerId: customerRowId, contactId } });
}

async function retrySteps(tx: Tx, actor: Actor, customerRowId: string, now: number): Promise<void> {
  const organization = organizationOf(actor);
  const retried = await retryUnreachableSteps(tx, organization, customerRowId, new Date(now));
  await wakeContact(tx, organization, customerRowId);
  if (retried)
    await wakeOpenCases(tx, organization, customerRowId, { signal: 'contact', detail: { contact: 'changed' } });
}
