import { localDate } from '@puntual/domain/calendar/dates';
import { composeMessage } from '@puntual/domain/decide/compose-message';
import type { Recipient } from '@puntual/domain/decide/composition';
import { blockingHold } from '@puntual/domain/decide/decide';
import { netSums } from '@puntual/domain/decide/open-credit';
import type { LoadedCustomer } from '../facts/load-customer.ts';
import { optedOutOf } from '../facts/opted-out.ts';
import { holdContactOpen } from '../settings/settings.ts';
import { waitForNextDay, type GateRun, type Reservation } from './gate-run.ts';
import { stepsOf, type MessageRow } from './message-row.ts';
import { settleAmbiguous } from './settle-ambiguous.ts';

/** The provider keeps an idempotency key for 24 hours; after 20 hours the same message is never sent to it again. */
const NEVER_AGAIN_AFTER_MS = 20 * 3600 * 1000;

/**
 * Tries the customer's reserved message again with the same bytes, or settles it as ambiguous: its facts changed, or
 * the provider may have forgotten its idempotency key. Null when no message is reserved.
 */
export async function resumeMessage(run: GateRun): Promise<Reservation | null> {
  const { tx, ref, customer, at } = run;
  const message = await tx.message.findFirst({ where: { customerId: ref.customerRowId, state: 'reserved' } });
  if (!message) return null;
  const unchanged = await isUnchanged(run, message);
  const young = message.firstTriedAt !== null && at.realMs - message.firstTriedAt.getTime() < NEVER_AGAIN_AFTER_MS;
  if (!unchanged || !young) {
    const reason = unchanged ? 'too-old-to-repeat' : 'facts-changed-while-sending';
    await settleAmbiguous(tx, ref, { messageId: message.id, reason }, at.now);
    return { kind: 'again' };
  }
  // A stop of all contact stops retries too. When it ends after the key's age limit, the message becomes ambiguous.
  if (customer.facts.allStopped || (await holdContactOpen(tx, ref.organizationId)) === 'stopped')
    return waitForNextDay(run, 'all-stopped');
  const tries = message.tries + 1;
  await tx.message.update({ where: { id: message.id }, data: { tries } });
  return {
    kind: 'reserved',
    message: {
      messageId: message.id,
      slug: ref.slug,
      channel: message.channel as Recipient['channel'],
      recipients: message.recipients as unknown as Recipient[],
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

// Whether the facts that the message was composed from still hold: nobody opted out of it, the credit that it netted is
// the same, the gate still lets each carried request through (credit, direct debit, a thank-you whose payment was
// reversed), and each listed invoice still has the sum that the message states.
async function isUnchanged({ tx, ref, customer, at }: GateRun, message: MessageRow): Promise<boolean> {
  const listed = await tx.messageInvoice.findMany({ where: { messageId: message.id } });
  const steps = await tx.step.findMany({
    where: { ...stepsOf(ref, message.id), state: 'requested' },
    select: { id: true },
  });
  const carried = new Set(steps.map((step) => step.id));
  const { dropped } = composeMessage(customer.facts, at.now, 0);
  const today = localDate(at.now, customer.timeZone);
  const invoices = new Map(customer.facts.invoices.map((invoice) => [invoice.id, invoice]));
  return (
    !hasOptedOut(message, customer) &&
    hasSameCredit(message.totals, customer) &&
    !dropped.some((drop) => carried.has(drop.requestId)) &&
    listed.every((line) => {
      if (line.section === 'settled') return true;
      const invoice = invoices.get(line.invoiceId);
      return invoice !== undefined && invoice.openMinor === line.openMinor && !blockingHold(invoice.holds, today);
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
function hasSameCredit(totals: unknown, { facts: { creditMinor } }: LoadedCustomer): boolean {
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
