import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { CaseActivities, DeliveryActivities } from './activities.ts';
import { DELIVERY_QUEUE } from './queues.ts';
import { caseSignals, type InvoiceRef } from './messages.ts';
import { receiveWakeUps } from './wake-ups.ts';

// Evaluating a case takes one transaction, and is retried for as long as the database is away. Local retries last only
// for the first seconds: each one keeps the workflow task alive with three events every eight seconds, and the server
// ends such a task after half an hour. After that the workflow waits on timers.
const { takeNextStep } = proxyLocalActivities<CaseActivities>({
  summary: 'look, decide, act',
  startToCloseTimeout: '30 seconds',
  localRetryThreshold: '5 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute', backoffCoefficient: 2 },
});
const { placeWithAgency, recallPlacement } = proxyActivities<DeliveryActivities>({
  taskQueue: DELIVERY_QUEUE,
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '10 seconds', maximumInterval: '1 hour', backoffCoefficient: 2 },
});

/**
 * Collects one invoice until it is settled: evaluates the case, applies the decision, sleeps until the next instant or
 * signal (docs/architecture.md). The workflow holds no state of its own, so a lost, repeated or reordered signal can
 * only change when the case is evaluated. Returns how the case ended.
 */
export async function collectInvoice(invoice: InvoiceRef): Promise<string> {
  const wake = receiveWakeUps(caseSignals);
  for (;;) {
    wake.markSeen();
    const step = await takeNextStep(invoice, Date.now());
    switch (step.kind) {
      case 'closed':
        await condition(allHandlersFinished);
        if (!wake.pending()) return step.outcome;
        break;
      case 'sleep':
        setCurrentDetails(step.details);
        await wake.orUntil(step.wakeAt, step.waitingFor);
        break;
      case 'place-with-agency':
        await placeWithAgency.executeWithOptions({ summary: 'hand the debt to the agency' }, [
          invoice,
          step.placementId,
          Date.now(),
        ]);
        break;
      case 'recall-placement':
        await recallPlacement.executeWithOptions({ summary: 'call the debt back from the agency' }, [
          invoice,
          step.placementId,
          Date.now(),
        ]);
        break;
    }
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof collectInvoice>(invoice);
    }
  }
}
