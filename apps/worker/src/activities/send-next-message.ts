import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { abandonMessage } from '@puntual/casework/contact/abandon-message';
import { findContact } from '@puntual/casework/contact/find-contact';
import { noteSureTry } from '@puntual/casework/contact/note-sure-try';
import { reserveMessage } from '@puntual/casework/contact/reserve-message';
import { settleMessage } from '@puntual/casework/contact/settle-message';
import { customerOfContact } from '@puntual/contracts/workflow-ids';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { ContactStep, DeliveryActivities } from '@puntual/workflows/activities';
import { TryAgainLater } from '../channels/channel.ts';
import type { Channels } from '../channels/channels.ts';
import type { Renderer } from './renderer.ts';

/** What sends messages. `replyAddresses` left out: answers go to the organization's own address. */
type SendingParts = Pick<Channels, 'messages' | 'unavailable'> &
  Partial<Pick<Channels, 'replyAddresses'>> & { readonly renderer: Renderer };

/**
 * Creates the activity that gates, delivers and settles a customer's next message
 * (docs/adr/0003-one-activity-sends.md). The gate runs after the queue's rate limit, right before the call to the
 * provider. A retry finds the stored message and sends the same bytes under the same key; if the facts have changed
 * since, it leaves the message to a person.
 */
export function sendNextMessageActivity(
  database: Database,
  clock: Clock,
  { messages, unavailable, replyAddresses, renderer }: SendingParts,
): Pick<DeliveryActivities, 'sendNextMessage' | 'giveUpOnMessage'> {
  // The queue may have held the task back: the gate uses the latest instant known.
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
      const at = {
        now,
        realMs: Date.now(),
        toleranceMs: clock.toleranceMs,
        unavailable,
        ...(replyAddresses ? { replyAddresses } : {}),
      };
      const reservation = await reserveMessage(database, ref, at, (draft) =>
        renderer.render(ref.organizationId, draft),
      );
      switch (reservation.kind) {
        case 'nothing':
          return { kind: 'idle' };
        case 'again':
          return { kind: 'again' };
        case 'wait':
          return { kind: 'wait', wakeAt: clock.toReal(reservation.until), reason: reservation.reason };
        case 'reserved': {
          const { messageId } = reservation.message;
          const outcome = await messages[reservation.message.channel]
            .deliver(reservation.message)
            .catch(async (error: unknown) => {
              if (error instanceof TryAgainLater) await noteSureTry(database, ref, messageId);
              throw asFailure(error);
            });
          const { more } = await settleMessage(database, ref, { messageId, outcome }, latest());
          return {
            kind: outcome.kind === 'sent' ? 'sent' : 'not-sent',
            messageId,
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

// A provider's text may hold an address: only our own words may reach the history.
function asFailure(error: unknown): ApplicationFailure {
  return error instanceof TryAgainLater
    ? ApplicationFailure.create({
        message: error.message,
        type: 'ProviderLater',
        category: 'BENIGN',
        ...(error.afterMs === null ? {} : { nextRetryDelay: error.afterMs }),
      })
    : ApplicationFailure.create({
        message: error instanceof Error ? error.message : 'the provider failed',
        type: 'ProviderUnknown',
      });
}
