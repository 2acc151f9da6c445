import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeliveryActivities } from './activities.ts';
import { DELIVERY_QUEUE } from './queues.ts';
import { contactRequestedSignal } from './messages.ts';
import { receiveWakeUps } from './wake-ups.ts';

// The provider forgets an idempotency key after 24 hours, so the last attempt starts at most 20 hours after the first.
const { sendNextMessage } = proxyActivities<DeliveryActivities>({
  taskQueue: DELIVERY_QUEUE,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '20 hours',
  retry: { initialInterval: '10 seconds', maximumInterval: '1 hour', backoffCoefficient: 2 },
});
const { giveUpOnMessage } = proxyActivities<DeliveryActivities>({
  taskQueue: DELIVERY_QUEUE,
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes', backoffCoefficient: 2 },
});

/**
 * Sends the messages of one customer. It starts when a case first requests contact (after the gathering window), and
 * has messages gated, sent and settled one after the other until no request is left. It never sees what it sends: the
 * gate inside the activity decides at send time. It takes no arguments, because its workflow id names the customer.
 */
export async function contactCustomer(): Promise<'idle'> {
  const wake = receiveWakeUps([contactRequestedSignal]);
  for (;;) {
    wake.markSeen();
    let more: boolean;
    try {
      const step = await sendNextMessage.executeWithOptions({ summary: 'send the next message' }, []);
      if (step.kind === 'wait')
        await wake.orUntil(
          step.wakeAt,
          step.reason === 'spacing' ? 'keep the distance to the last reminder' : 'wait for the contact window to open',
        );
      more = step.kind === 'wait' || step.kind === 'again' || (step.kind !== 'idle' && step.more === true);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      await giveUpOnMessage.executeWithOptions({ summary: 'give up: a person decides' }, []);
      more = true;
    }
    if (!more) {
      await condition(allHandlersFinished);
      if (!wake.pending()) return 'idle';
    }
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof contactCustomer>();
    }
  }
}
