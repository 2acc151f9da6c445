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

// The facts are a database away: quick, and worth waiting for however long it is gone. After the first seconds it waits on timers: a local retry keeps the workflow
// task alive with three events every eight seconds, and the server ends that after half an hour.
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
 * One invoice, chased until it is settled: wakes, looks at the facts, acts, sleeps (DESIGN §1). It keeps no state of its own, so a lost, doubled or
 * reordered signal can only change when it looks. Returns how the case ended.
 */
export async function collectInvoice(invoice: InvoiceRef): Promise<string> {
  const wake = receiveWakeUps(caseSignals);
  for (;;) {
    wake.look();
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
