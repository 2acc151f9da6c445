import type { Tx } from '@puntual/db/database';
import { agreeCallBack } from './call-back.ts';
import { decidePlacement } from './decide-placement.ts';
import { callAgain, goOnChasing } from './end-review.ts';
import type { Ending, OutcomeRefusal } from './ending.ts';
import { endOwnDispute, judgeOwnDeduction, openDisputeOfCall } from './dispute-outcomes.ts';
import { holdForClaimedPayment } from './hold-invoices.ts';
import { askForMissing } from './ask-for-missing.ts';
import { askForPlan } from './ask-for-plan.ts';
import { decidePlan } from './decide-plan.ts';
import { askForContact, retryContact } from './mend-contact.ts';
import { holdForPayingNow, sendNotReceived } from './send-asked.ts';
import { settleAsNotSent, settleAsSent } from './settle-ambiguous-send.ts';
import { takePromise } from './take-promise.ts';

/**
 * Does what the outcome of a task means for its invoices and its customer. Returns the refusal when the person's input
 * is not valid for the outcome; null when it is done.
 */
export async function applyOutcome(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  switch (ending.input.outcome) {
    case 'promised':
      return takePromise(tx, ending);
    case 'missing':
      return askForMissing(tx, ending);
    case 'dispute':
      return openDisputeOfCall(tx, ending);
    case 'for-customer':
    case 'for-us':
    case 'withdrawn':
      return endOwnDispute(tx, ending, ending.input.outcome);
    case 'open-dispute':
      return judgeOwnDeduction(tx, ending, true);
    case 'no-dispute':
      return judgeOwnDeduction(tx, ending, false);
    case 'paid-already':
      return holdForClaimedPayment(tx, ending);
    case 'paying-now':
      return holdForPayingNow(tx, ending);
    case 'not-received':
      return sendNotReceived(tx, ending);
    case 'call-back':
      return agreeCallBack(tx, ending);
    case 'wrong-contact':
      return askForContact(tx, ending);
    case 'approve':
      return (await decidePlan(tx, ending, 'approved')) ?? decidePlacement(tx, ending, 'approved');
    case 'reject':
      return (await decidePlan(tx, ending, 'rejected')) ?? decidePlacement(tx, ending, 'rejected');
    case 'wants-plan':
      return askForPlan(tx, ending);
    case 'fixed':
      return retryContact(tx, ending);
    case 'was-sent':
      return settleAsSent(tx, ending);
    case 'was-not-sent':
      return settleAsNotSent(tx, ending);
    case 'chase':
      return goOnChasing(tx, ending);
    case 'call-again':
      return callAgain(tx, ending);
    // The next decision reads the outcome from the task.
    case 'no-answer':
    case 'voicemail':
    case 'refuses':
    case 'cannot-fix':
    case 'handled':
    case 'completed':
    case 'not-needed':
    case 'no-plan':
    case 'ready':
    case 'answered':
      return null;
  }
}
