import { localDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import { blockingHold } from '@puntual/domain/decide/decide';
import { judgeRetry } from '@puntual/domain/decide/judge-retry';
import { netSums, type CreditByCurrency } from '@puntual/domain/decide/open-credit';
import type { LoadedCustomer } from '../facts/load-customer.ts';
import { optedOutOf } from '../facts/opted-out.ts';
import { takePlaceOfDay } from '../gate/daily-limit.ts';
import { dateColumn, isoDate } from '../record/dates.ts';
import { holdContactOpen } from '../settings/settings.ts';
import { discardMessage } from './discard-message.ts';
import {
  limitedDay,
  waitAtGate,
  waitForNextDay,
  type GateRun,
  type MailThread,
  type MessageSender,
  type Reservation,
} from './gate-run.ts';
import { stepsOf, type MessageRow } from './message-row.ts';
import { settleAmbiguous } from './settle-ambiguous.ts';

/** The provider keeps an idempotency key for 24 hours; after 20 hours the same message is never sent to it again. */
const NEVER_AGAIN_AFTER_MS = 20 * 3600 * 1000;
/** Most messages to a customer that are discarded within the time below before a person is asked instead. */
const MOST_DISCARDED = 3;
const DISCARDS_COUNT_MS = 7 * 24 * 3600 * 1000;

/** Why a reserved message cannot be tried again with the same bytes. */
type EndReason = 'facts-changed-while-sending' | 'too-old-to-repeat';

/**
 * Tries the customer's reserved message again with the same bytes, once all that its first try had to pass lets it
 * pass again: send window, closed days, limits, payment feeds. When its facts changed, or the provider may have
 * forgotten its idempotency key, it is settled as ambiguous, or discarded if no try can have been accepted. Null when
 * no message is reserved.
 */
export async function resumeMessage(run: GateRun): Promise<Reservation | null> {
  const { tx, ref, customer, at } = run;
  const message = await tx.message.findFirst({ where: { customerId: ref.customerRowId, state: 'reserved' } });
  if (!message) return null;
  const steps = await tx.step.findMany({
    where: { ...stepsOf(ref, message.id), state: 'requested' },
    select: { id: true },
  });
  const requestIds = new Set(steps.map((step) => step.id));
  const recipients = message.recipients as unknown as Recipient[];
  const verdict = judgeRetry(customer.facts, { recipients, requestIds }, at.now, at.toleranceMs);
  const creditMinor = verdict.kind === 'go' ? verdict.creditMinor : customer.facts.creditMinor;
  if (verdict.kind === 'changed' || !(await isUnchanged(run, message, creditMinor)))
    return endReserved(run, message, 'facts-changed-while-sending');
  if (message.firstTriedAt === null || at.realMs - message.firstTriedAt.getTime() >= NEVER_AGAIN_AFTER_MS)
    return endReserved(run, message, 'too-old-to-repeat');
  // What waits past the age limit of the provider's key is settled as ambiguous when the wait ends.
  if (verdict.kind === 'wait') return waitAtGate(run, verdict);
  if ((await holdContactOpen(tx, ref.organizationId)) === 'stopped') return waitForNextDay(run, 'all-stopped');
  if (!(await isCountedToday(run, message))) return waitForNextDay(run, 'daily-limit');
  return tryAgain(run, message);
}

// A message that surely did not leave is replaced by another one; of any other nobody can know. A provider that accepts
// nothing for days is a matter for a person, too.
async function endReserved(run: GateRun, message: MessageRow, reason: EndReason): Promise<Reservation> {
  const { tx, ref, at } = run;
  const surelyUnsent = message.sureTries >= message.tries;
  if (surelyUnsent && (await discardedLately(run)) < MOST_DISCARDED) await discardMessage(run, message, reason);
  else await settleAmbiguous(tx, ref, { messageId: message.id, reason }, at.now);
  return { kind: 'again' };
}

async function discardedLately({ tx, ref, at }: GateRun): Promise<number> {
  const reasons: readonly EndReason[] = ['facts-changed-while-sending', 'too-old-to-repeat'];
  return tx.message.count({
    where: {
      customerId: ref.customerRowId,
      state: 'failed',
      lastError: { in: [...reasons] },
      composedAt: { gt: new Date(at.now - DISCARDS_COUNT_MS) },
    },
  });
}

// Whether the daily limit counts the message on the organization's day of this try. A try on another day than that of
// the last one needs a place of its own.
async function isCountedToday(run: GateRun, message: MessageRow): Promise<boolean> {
  const { tx, organization } = run;
  const day = limitedDay(run);
  const countedOn = message.countedOn
    ? isoDate(message.countedOn)
    : localDate(message.composedAt.getTime(), organization.timeZone);
  if (day === null || day.on === countedOn) return true;
  if (!(await takePlaceOfDay(tx, day))) return false;
  await tx.message.update({ where: { id: message.id }, data: { countedOn: dateColumn(day.on) } });
  return true;
}

async function tryAgain({ tx, ref, customer }: GateRun, message: MessageRow): Promise<Reservation> {
  const tries = message.tries + 1;
  await tx.message.update({ where: { id: message.id }, data: { tries } });
  return {
    kind: 'reserved',
    message: {
      messageId: message.id,
      slug: ref.slug,
      channel: message.channel as Recipient['channel'],
      recipients: message.recipients as unknown as Recipient[],
      sender: message.sender as MessageSender | null,
      thread: message.thread as MailThread | null,
      subject: message.subject,
      html: message.html,
      text: message.text,
      pdf: message.pdf && Buffer.from(message.pdf),
      template: message.template,
      customerId: customer.customerId,
      tries,
    },
  };
}

// Whether the facts that the message was composed from still hold, besides those that `judgeRetry` reads: nobody opted
// out of it, the credit that it netted is the same, and each listed invoice still has the sum that the message states.
async function isUnchanged(
  { tx, customer, at }: GateRun,
  message: MessageRow,
  creditMinor: CreditByCurrency,
): Promise<boolean> {
  const listed = await tx.messageInvoice.findMany({ where: { messageId: message.id } });
  const today = localDate(at.now, customer.timeZone);
  const invoices = new Map(customer.facts.invoices.map((invoice) => [invoice.id, invoice]));
  return (
    !hasOptedOut(message, customer) &&
    hasSameCredit(message.totals, creditMinor) &&
    listed.every((line) => {
      if (line.section === 'settled' || line.section === 'concerned') return true;
      const invoice = invoices.get(line.invoiceId);
      // A hold does not keep back what the customer asked for.
      const mayLeave = message.template === 'statement' || !blockingHold(invoice?.holds ?? [], today);
      return invoice !== undefined && invoice.openMinor === line.openMinor && mayLeave;
    })
  );
}

function hasOptedOut(message: MessageRow, { optOuts }: LoadedCustomer): boolean {
  return (message.recipients as unknown as Recipient[]).some(
    ({ contactId, channel }) => contactId !== null && optedOutOf(contactId, optOuts).has(channel),
  );
}

// Whether the credit that a message netted is unchanged: with more or less credit the message asks for a sum that is
// not owed. A total that was stored without its credit is not compared.
function hasSameCredit(totals: unknown, creditMinor: CreditByCurrency): boolean {
  const written = (
    totals as readonly { readonly currency: string; readonly openMinor: string; readonly creditMinor?: string }[]
  ).filter((total) => total.creditMinor !== undefined);
  const now = new Map(
    netSums(
      written.map(({ currency, openMinor }) => ({ currency, openMinor: BigInt(openMinor) })),
      creditMinor,
    ).map((sum) => [sum.currency, sum.creditMinor.toString()]),
  );
  return written.every((total) => total.creditMinor === now.get(total.currency));
}
