import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

/** What this workflow sends: one step of one invoice. */
export interface FloorActivities {
  send(step: string): Promise<void>;
}

const { send } = proxyActivities<FloorActivities>({ startToCloseTimeout: '1 minute' });

/**
 * The smallest workflow that can chase an invoice: one timer per step, one send, the payment's signal, a thank-you. It
 * reads no facts and has no customer, gate or calendar, and its plan cannot change. Its cost is the baseline for the
 * cost of Puntual's workflows.
 */
export async function chaseByHand(
  steps: readonly { readonly step: string; readonly at: number }[],
): Promise<'paid' | 'unpaid'> {
  let paid = false;
  setHandler(defineSignal('payment'), () => void (paid = true));
  for (const { step, at } of steps) {
    if (await condition(() => paid, Math.max(1, at - Date.now()))) break;
    await send(step);
  }
  if (paid) await send('thank-you');
  return paid ? 'paid' : 'unpaid';
}
