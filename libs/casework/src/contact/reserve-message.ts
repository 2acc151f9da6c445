import { localDate } from '@puntual/domain/calendar/dates';
import { composeMessage } from '@puntual/domain/decide/compose-message';
import type { ContactRequest } from '@puntual/domain/decide/composition';
import { THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';
import type { Database } from '@puntual/db/database';
import { withChannelsOf } from '../facts/available-channels.ts';
import { loadCustomer } from '../facts/load-customer.ts';
import { isDayFull } from '../gate/daily-limit.ts';
import { dateColumn } from '../record/dates.ts';
import { findOrganization } from '../record/organization.ts';
import type { ContactRef } from '../record/refs.ts';
import { askForContactData } from './ask-for-contact-data.ts';
import { dropRequests } from './drop-requests.ts';
import {
  limitedDay,
  waitAtGate,
  waitForNextDay,
  type GateInstants,
  type GateRun,
  type Reservation,
} from './gate-run.ts';
import type { MessageDraft, RenderedMessage } from './message-draft.ts';
import { resumeMessage } from './resume-message.ts';
import { storeMessage } from './store-message.ts';

/**
 * The gate, which runs right before the provider is called: in one transaction under the customer's lock it reads all
 * facts again, drops the requests that no longer apply and stores the exact bytes of the one message that is left.
 * When a message is reserved already (the process died, or the provider's answer never came), that message is tried
 * again with the same bytes and idempotency key, but only while its facts are unchanged, and only when a first try
 * could leave now as well. Otherwise nobody can know whether it was sent, so it is not repeated: a person or the
 * provider's webhook settles it. Throws when there is no such organization.
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
  const facts = {
    ...withChannelsOf(customer.facts, at.unavailable),
    dailyLimitReached: day !== null && (await isDayFull(tx, day)),
  };
  const composition = composeMessage(facts, at.now, at.toleranceMs);
  const { dropped } = composition;
  await dropRequests(tx, ref, { dropped, timeZone: customer.timeZone }, at.now);
  switch (composition.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'wait': {
      const wait = await waitAtGate(run, composition);
      // A dropped request may be what made the others wait, by the hours or the feed limit of its policy.
      return dropped.length > 0 ? { kind: 'again' } : wait;
    }
    case 'unreachable': {
      const { carries, because } = composition;
      if (carries.every(({ stepId }) => stepId === THANK_YOU_STEP)) await leaveUnthanked(run, carries);
      else await askForContactData(tx, ref, { customer, carries, because }, at.now);
      return { kind: 'again' };
    }
    case 'send': {
      const stored = await storeMessage({ run, composition, facts, day, render });
      return typeof stored === 'string' ? waitForNextDay(run, stored) : { kind: 'reserved', message: stored };
    }
  }
}

// Neither an e-mail nor a text message reaches the customer. A thank-you is worth no task for a person.
async function leaveUnthanked({ tx, customer, at }: GateRun, thanks: readonly ContactRequest[]): Promise<void> {
  await tx.step.updateMany({
    where: { id: { in: thanks.map(({ requestId }) => requestId) } },
    data: {
      state: 'failed',
      reason: 'no-way-to-thank',
      changedOn: dateColumn(localDate(at.now, customer.timeZone)),
    },
  });
}
