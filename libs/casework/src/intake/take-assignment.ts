import type { EventOf } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { endHolds } from '../holds/end-holds.ts';
import { openHolds } from '../holds/open-holds.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { EventRefusal, Verdict } from './verdict.ts';

type AssignedEvent = EventOf<'puntual.invoice.assigned.v1'>;

/** The invoice that the event names, and the assignment that it has now. */
interface Assignable {
  readonly id: string;
  readonly customerRowId: string;
  readonly status: string;
  readonly current: {
    readonly id: string;
    readonly holdId: string;
    readonly assignedTo: string;
    readonly paymentInstructions: string | null;
  } | null;
}

/**
 * An invoice was assigned to a factor, or came back by recourse. An assigned invoice is on hold until it comes back,
 * and then its case goes on at the stage that it had. Stating the same assignment again changes nothing. Rejects an
 * unknown invoice, one of another customer, the assignment of an invoice that is settled, placed with an agency or
 * assigned to another factor, and the return of one that is not assigned.
 */
export async function takeAssignment(
  tx: Tx,
  organization: OrganizationRef,
  event: AssignedEvent,
  now: Date,
): Promise<Verdict> {
  const invoice = await readAssignable(tx, organization, event);
  if ('code' in invoice) return { verdict: 'rejected', code: 'invalid', refusal: invoice };
  const { data } = event;
  const refusal = refusalOf(invoice, data);
  if (refusal) return { verdict: 'rejected', code: 'invalid', refusal };
  const actor = `erp:${event.source}`;
  if (data.assignedTo === null) await giveBack(tx, organization, { invoice, on: data.on, actor, now });
  else if (!invoice.current) await assign(tx, organization, { invoice, data, assignedTo: data.assignedTo, actor, now });
  return { verdict: 'accepted' };
}

async function readAssignable(
  tx: Tx,
  organization: OrganizationRef,
  { data: { invoiceId, customerId } }: AssignedEvent,
): Promise<Assignable | EventRefusal> {
  const row = await tx.invoice.findUnique({
    where: { organizationId_invoiceId: { organizationId: organization.id, invoiceId } },
    select: { id: true, customerId: true, status: true },
  });
  if (!row) return { code: 'reported-invoice-unknown', values: { invoiceId } };
  const owner = await tx.customer.findUnique({ where: { id: row.customerId }, select: { customerId: true } });
  if (owner?.customerId !== customerId)
    return { code: 'belongs-to-another-customer', values: { of: 'invoice', id: invoiceId } };
  const placed = await tx.placement.count({ where: { invoiceId: row.id, state: 'placed' } });
  if (placed > 0) return { code: 'assigned-while-placed', values: { invoiceId } };
  const current = await tx.invoiceAssignment.findFirst({
    where: { organizationId: organization.id, invoiceId: row.id, returnedAt: null },
    select: { id: true, holdId: true, assignedTo: true, paymentInstructions: true },
  });
  return { id: row.id, customerRowId: row.customerId, status: row.status, current };
}

function refusalOf(
  { status, current }: Assignable,
  { invoiceId, assignedTo }: AssignedEvent['data'],
): EventRefusal | null {
  if (assignedTo === null) return current ? null : { code: 'not-assigned', values: { invoiceId } };
  if (current && current.assignedTo !== assignedTo)
    return { code: 'assigned-elsewhere', values: { invoiceId, to: current.assignedTo } };
  return !current && status !== 'open' ? { code: 'assigned-when-settled', values: { invoiceId } } : null;
}

async function assign(
  tx: Tx,
  organization: OrganizationRef,
  given: {
    readonly invoice: Assignable;
    readonly data: AssignedEvent['data'];
    readonly assignedTo: string;
    readonly actor: string;
    readonly now: Date;
  },
): Promise<void> {
  const { invoice, data, assignedTo, actor, now } = given;
  const { id: invoiceId, customerRowId } = invoice;
  const hold = { kind: 'assigned', invoiceRowId: invoiceId, customerRowId, untilOn: null, reason: assignedTo } as const;
  const [holdId] = await openHolds(tx, organization.id, [hold], { by: actor, at: now });
  if (holdId === undefined) throw new Error('a hold to open is always answered');
  await tx.invoiceAssignment.create({
    data: {
      id: newId(),
      organizationId: organization.id,
      invoiceId,
      holdId,
      assignedTo,
      paymentInstructions: data.paymentInstructions ?? null,
      assignedOn: dateColumn(data.on),
      assignedAt: now,
    },
  });
  const about = { at: now, actor, customerRowId, invoiceRowId: invoiceId };
  await writeAudit(tx, organization.id, [
    { ...about, kind: 'invoice.assigned', data: { on: data.on, to: assignedTo } },
  ]);
  await wakeCases(tx, organization, [invoiceId], { signal: 'hold', detail: { holdId } });
}

async function giveBack(
  tx: Tx,
  organization: OrganizationRef,
  given: { readonly invoice: Assignable; readonly on: string; readonly actor: string; readonly now: Date },
): Promise<void> {
  const { invoice, on, actor, now } = given;
  const { id: invoiceId, customerRowId, current } = invoice;
  if (!current) return;
  const { holdId } = current;
  await tx.invoiceAssignment.update({
    where: { id: current.id },
    data: { returnedOn: dateColumn(on), returnedAt: now },
  });
  await endHolds(tx, organization.id, { holdIds: [holdId] }, { by: actor, at: now });
  const about = { at: now, actor, customerRowId, invoiceRowId: invoiceId };
  await writeAudit(tx, organization.id, [
    { ...about, kind: 'invoice.given-back', data: { on, from: current.assignedTo } },
  ]);
  await wakeCases(tx, organization, [invoiceId], { signal: 'hold', detail: { holdId, released: 'yes' } });
}
