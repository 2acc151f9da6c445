import { localDate } from '@puntual/domain/calendar/dates';
import type { Database } from '@puntual/db/database';
import { claimedPaymentUntil, holdInvoices } from '../people/outcomes/hold-invoices.ts';
import { organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { type Acted, type Acting, actOnce, type PortalForm, type PortalResult, refuseAct } from './act-once.ts';
import { openPortalTask } from './ask-person.ts';
import { chosenInvoices } from './chosen-invoices.ts';

/** A payment that the customer says it has made for chosen invoices (row ids), in the customer's words. */
export interface ReportedPayment {
  readonly invoices: readonly string[];
  /** `2 Dec, 500 EUR, ref 123`, for the people who read the hold. */
  readonly note: string;
}

type Chosen = Awaited<ReturnType<typeof chosenInvoices>>;

/**
 * Notes that the customer says it has paid: nothing is sent about these invoices until the money should be there, and a
 * person looks for it by then. An invoice that was reported before, and was not paid, is not silent again.
 */
export function reportPayment(database: Database, form: PortalForm, payment: ReportedPayment): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    const invoices = await chosenInvoices(acting, payment.invoices);
    const { tx, actor, customer, now } = acting;
    const before = await tx.hold.findMany({
      where: { invoiceId: { in: invoices.map(({ id }) => id) }, kind: 'payment-claimed' },
      select: { invoiceId: true },
    });
    const reported = new Set(before.map(({ invoiceId }) => invoiceId));
    const silent = invoices.filter(({ id }) => !reported.has(id));
    const today = localDate(now, customer.time_zone);
    const holding = { actor, customer: { id: customer.id }, invoices, today, now };
    const silentUntil = await claimedPaymentUntil(tx, holding);
    await holdReported(acting, silent, { silentUntil, note: payment.note });
    const taskId = await openPortalTask(acting, invoices, {
      kind: 'check-payment',
      ...(silent.length === invoices.length ? { dueOn: silentUntil } : {}),
    });
    const numbers = (rows: Chosen) => rows.map(({ number }) => number);
    const looked = invoices.filter(({ id }) => reported.has(id));
    return {
      outcome: { what: 'noted-payment', silentUntil, silent: numbers(silent), looked: numbers(looked) },
      taskId,
    };
  });
}

async function holdReported(
  { tx, actor, now, at }: Acting,
  invoices: Chosen,
  { silentUntil, note }: { readonly silentUntil: string; readonly note: string },
): Promise<void> {
  if (invoices.length === 0) return;
  const holding = { actor, invoices, now };
  await holdInvoices(tx, holding, { kind: 'payment-claimed', untilOn: silentUntil, reason: note });
  const holds = await tx.hold.findMany({
    where: { invoiceId: { in: invoices.map(({ id }) => id) }, kind: 'payment-claimed', openedAt: at },
  });
  await writeAudit(
    tx,
    actor.organizationId,
    holds.map(({ id, invoiceId, customerId }) => ({
      at,
      kind: 'hold.opened' as const,
      actor: storedActor(actor),
      customerRowId: customerId,
      invoiceRowId: invoiceId,
      data: { holdId: id, kind: 'payment-claimed' as const, until: silentUntil },
    })),
  );
  const ids = invoices.map(({ id }) => id);
  await wakeCases(tx, organizationOf(actor), ids, { signal: 'hold', detail: { paid: 'reported' } });
}

/** Keeps the list of what a payment is for, and asks a person to place the payment by it. */
export function sendRemittance(database: Database, form: PortalForm, text: string): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    if (form.files.length === 0 && text === '') refuseAct({ code: 'nothing-chosen' });
    return { outcome: { what: 'remittance' }, taskId: await openPortalTask(acting, [], { kind: 'check-payment' }) };
  });
}
