import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { abandonMessage } from '@puntual/casework/contact/abandon-message';
import { findContact } from '@puntual/casework/contact/find-contact';
import { reserveMessage, type ReservedMessage } from '@puntual/casework/contact/reserve-message';
import { settleMessage } from '@puntual/casework/contact/settle-message';
import { customerOfContact } from '@puntual/contracts/workflow-ids';
import type { Channel as ChannelName } from '@puntual/domain/policy/policy';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { ContactStep, DeliveryActivities } from '@puntual/workflows/activities';
import { TryAgainLater, type Channel } from '../channels/channel.ts';
import { renderDraft } from '../render-draft.ts';

/**
 * Gate, attempt, delivery and settlement in one activity (docs/adr/0003): the gate runs after the queue's rate limit has let it through, a moment before the provider is
 * called. A retry finds the stored attempt and goes on with the same bytes and key, or finds that its facts changed and leaves it to a person.
 */
export function sendNextMessageActivity(
  database: Database,
  clock: Clock,
  channels: Readonly<Record<ChannelName, Channel>>,
): Pick<DeliveryActivities, 'sendNextMessage' | 'giveUpOnMessage'> {
  // A queue may have held the task back: the gate looks at the latest instant that anybody knows of.
  const latest = () => Math.max(clock.fromReal(activityInfo().scheduledTimestampMs), clock.now());
  const customer = () => {
    const { slug, customerId } = customerOfContact(activityInfo().workflowExecution?.workflowId ?? '');
    return findContact(database, slug, customerId);
  };
  return {
    sendNextMessage: async (): Promise<ContactStep> => {
      const now = latest();
      const ref = await customer();
      if (!ref) return { kind: 'idle' };
      const reservation = await reserveMessage(database, ref, now, Date.now(), clock.toleranceMs, renderDraft);
      switch (reservation.kind) {
        case 'nothing':
          return { kind: 'idle' };
        case 'again':
          return { kind: 'again' };
        case 'wait':
          return { kind: 'wait', wakeAt: clock.toReal(reservation.until), reason: reservation.reason };
        case 'reserved': {
          const outcome = await deliver(channels, reservation.message);
          const { more } = await settleMessage(database, ref, reservation.message.messageId, outcome, latest());
          return {
            kind: outcome.kind === 'sent' ? 'sent' : 'not-sent',
            messageId: reservation.message.messageId,
            ...(more ? { more } : {}),
          };
        }
      }
    },
    giveUpOnMessage: async () => {
      const ref = await customer();
      if (ref) await abandonMessage(database, ref, latest());
    },
  };
}

async function deliver(channels: Readonly<Record<ChannelName, Channel>>, message: ReservedMessage) {
  try {
    return await channels[message.channel].deliver(message);
  } catch (error) {
    // What a provider says may hold an address: only our own words go into the history.
    if (error instanceof TryAgainLater)
      throw ApplicationFailure.create({
        message: error.message,
        type: 'ProviderLater',
        category: 'BENIGN',
        ...(error.afterMs === null ? {} : { nextRetryDelay: error.afterMs }),
      });
    throw ApplicationFailure.create({
      message: error instanceof Error ? error.message : 'the provider failed',
      type: 'ProviderUnknown',
    });
  }
}
