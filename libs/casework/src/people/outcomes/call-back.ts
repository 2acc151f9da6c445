import { addDays, instantAt, localDate, localInstant } from '@puntual/domain/calendar/dates';
import { judgeCall, type CallVerdict } from '@puntual/domain/decide/judge-call';
import type { PastContact } from '@puntual/domain/caps/past-contact';
import { minuteOfDay, type CustomerKind } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import { contactHistory, recentContactsOf, type ContactHistoryRow } from '../../facts/contact-history.ts';
import { loadWindow } from '../../facts/load-window.ts';
import { organizationOf, storedActor } from '../../record/actor.ts';
import { openTask } from '../../tasks/open-task.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';
import { holdInvoices, loadPolicyOf } from './hold-invoices.ts';

/** Most days ahead for which a call can be agreed. */
const LONGEST_CALL_BACK_DAYS = 60;

/**
 * The customer asked to be called at another hour of their own: checks that a call is allowed then, by the hours and
 * limits that count with the call that ends now, and holds the invoices until that day. `openCallBack` opens the task.
 */
export async function agreeCallBack(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { customer, today, now, input } = ending;
  const at = callBackAt(ending);
  if (at === null) return refuse({ code: 'call-back-without-time', path: 'callBack', values: {} });
  const on = localDate(at, customer.timeZone);
  if (at <= now)
    return refuse({
      code: 'call-back-in-past',
      path: 'callBack',
      values: { now: localInstant(now, customer.timeZone) },
    });
  if (on > addDays(today, LONGEST_CALL_BACK_DAYS))
    return refuse({ code: 'call-back-too-far', path: 'callBack', values: { mostDays: LONGEST_CALL_BACK_DAYS } });
  const refusal = refusalOf(await judgeAt(tx, ending, at), customer.timeZone);
  if (refusal) return refusal;
  await holdInvoices(tx, ending, { kind: 'call-back', untilOn: on, reason: input.note ?? null });
  return null;
}

/**
 * Opens the agreed call, for the person who agreed it. Call it after the task of the present call has ended: a customer
 * has one open call.
 */
export async function openCallBack(tx: Tx, ending: Ending): Promise<void> {
  const { actor, customer, invoices, task, now } = ending;
  const at = callBackAt(ending);
  if (at === null) throw new Error(`task ${task.id} has no hour to call back`);
  const before = await tx.task.findUniqueOrThrow({
    where: { id: task.id },
    select: { stepId: true, script: true, round: true },
  });
  const dueOn = localDate(at, customer.timeZone);
  await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'call',
      owner: { customerRowId: customer.id, customerId: customer.customerId },
      invoiceRowIds: invoices.map((invoice) => invoice.id),
      ...(before.stepId === null ? {} : { stepId: before.stepId }),
      script: before.script,
      round: before.round,
      claimedBy: storedActor(actor),
      dueOn,
      dueAt: new Date(at),
      announced: { dueOn, dueAt: new Date(at).toISOString() },
      noted: { round: before.round },
    },
    new Date(now),
  );
}

function callBackAt({ input: { callBack }, customer }: Ending): number | null {
  return callBack ? instantAt(callBack.date, minuteOfDay(callBack.time), customer.timeZone) : null;
}

async function judgeAt(tx: Tx, ending: Ending, at: number): Promise<CallVerdict> {
  const { customer, invoices, today, now } = ending;
  const policy = await loadPolicyOf(tx, ending);
  const window = await loadWindow(tx, customer.id, policy, now);
  const invoiceIds = invoices.map((invoice) => invoice.id);
  const [row] = await tx.$queryRaw<{ contacts: ContactHistoryRow }[]>`
    SELECT ${contactHistory(now)} AS contacts FROM customer c WHERE c.id = ${customer.id}::uuid`;
  const thisCall: PastContact = { on: today, how: 'call', personIds: null, invoiceIds, conversation: false };
  const past = row ? recentContactsOf(row.contacts, now, customer.timeZone) : [];
  return judgeCall(
    {
      customer: { id: customer.id, kind: customer.kind as CustomerKind, country: customer.country },
      window,
      policy,
      contacts: [...past, thisCall],
      invoiceIds,
      allStopped: false,
    },
    at,
  );
}

function refusalOf(verdict: CallVerdict, timeZone: string): OutcomeRefusal | null {
  switch (verdict.kind) {
    case 'allowed':
    case 'all-stopped':
      return null;
    case 'quiet-hours':
      return refuse({
        code: 'call-back-quiet-hours',
        path: 'callBack',
        values: { from: localInstant(verdict.from, timeZone) },
      });
    case 'over-limit':
      return refuse({ code: 'call-back-over-limit', path: 'callBack', values: { from: verdict.from } });
  }
}
