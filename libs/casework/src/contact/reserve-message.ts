import { localDate } from '@puntual/domain/calendar/dates';
import { composeMessage } from '@puntual/domain/decide/compose-message';
import { closedGate } from '@puntual/domain/decide/decide';
import type { Database } from '@puntual/db/database';
import { loadCustomer } from '../facts/load-customer.ts';
import { gateOf, waitForGate } from '../gate/closed-gate.ts';
import { isDayFull, type LimitedDay } from '../gate/daily-limit.ts';
import { findOrganization } from '../record/organization.ts';
import type { ContactRef } from '../record/refs.ts';
import { askForContactData } from './ask-for-contact-data.ts';
import { dropRequests } from './drop-requests.ts';
import { waitForNextDay, type GateInstants, type GateRun, type Reservation } from './gate-run.ts';
import type { MessageDraft, RenderedMessage } from './message-draft.ts';
import { resumeMessage } from './resume-message.ts';
import { storeMessage } from './store-message.ts';

/**
 * The gate, which runs right before the provider is called: in one transaction under the customer's lock it reads all
 * facts again, drops the requests that no longer apply and stores the exact bytes of the one message that is left.
 * When a message is reserved already (the process died, or the provider's answer never came), that message is tried
 * again with the same bytes and idempotency key, but only while its facts are unchanged. Otherwise nobody can know
 * whether it was sent, so it is not repeated: a person or the provider's webhook settles it. Throws when there is no
 * such organization.
 */
export async function reserveMessage(
  database: Database,
  ref: ContactRef,
  at: GateInstants,
  render: (draft: MessageDraft) => Promise<RenderedMessage>,
): Promise<Reservation> {
  const organization = await findOrganization(database, ref.slug);
  if (!organization) throw new Error(`there is no organization ${ref.slug}`);
  return database.inOrganization(ref.organizationId, async (tx): Promise<Reservation> => {
    const customer = await loadCustomer(tx, ref.customerRowId, at.now);
    if (!customer) return { kind: 'nothing' };
    const run = { tx, ref, organization, customer, at };
    return (await resumeMessage(run)) ?? reserveNewMessage(run, render);
  });
}

async function reserveNewMessage(
  run: GateRun,
  render: (draft: MessageDraft) => Promise<RenderedMessage>,
): Promise<Reservation> {
  const { tx, ref, customer, at } = run;
  const day = limitedDay(run);
  const facts = { ...customer.facts, dailyLimitReached: day !== null && (await isDayFull(tx, day)) };
  const composition = composeMessage(facts, at.now, at.toleranceMs);
  const { dropped } = composition;
  await dropRequests(tx, ref, { dropped, timeZone: customer.timeZone }, at.now);
  switch (composition.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'wait':
      // A backlog ends by itself: nobody opens that gate and wakes the customers that wait for it.
      if (composition.reason === 'feed-stale' && gateOf(closedGate(customer.facts)) === 'backlog')
        await waitForGate(tx, ref.organizationId, 'backlog');
      // A dropped request may be what made the others wait, by the hours or the feed limit of its policy.
      return dropped.length > 0
        ? { kind: 'again' }
        : { kind: 'wait', until: composition.until, reason: composition.reason };
    case 'unreachable': {
      const { carries, because } = composition;
      await askForContactData(tx, ref, { customer, carries, because }, at.now);
      return { kind: 'again' };
    }
    case 'send': {
      const stored = await storeMessage({ run, composition, day, render });
      return typeof stored === 'string' ? waitForNextDay(run, stored) : { kind: 'reserved', message: stored };
    }
  }
}

// The organization's day with its limit of messages; null: no limit.
function limitedDay({ ref, organization, customer, at }: GateRun): LimitedDay | null {
  return customer.maxMessagesPerDay === null
    ? null
    : {
        organizationId: ref.organizationId,
        on: localDate(at.now, organization.timeZone),
        most: customer.maxMessagesPerDay,
      };
}
