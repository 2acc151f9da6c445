import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** The baseline of cases: a timer and a payment, nothing else. */
export async function baselineWorkflow(dueAt: number): Promise<'paid' | 'due'> {
  let paid = false;
  setHandler(defineSignal('payment'), () => {
    paid = true;
  });
  return (await condition(() => paid, Math.max(1, dueAt - Date.now()))) ? 'paid' : 'due';
}
