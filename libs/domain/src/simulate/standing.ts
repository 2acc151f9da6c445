import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { CaseFacts } from '../decide/case-facts.ts';
import { keptPercentForRisk, promisesUnpaidBy } from '../promises/kept-share.ts';
import { judgeRisk } from '../risk/judge-risk.ts';
import type { Risk } from '../policy/vocabulary.ts';

/** Keeps how a customer pays while time goes by: promises pass, invoices grow older. */
export interface Standing {
  /** The facts with the customer as they stand on `on`: the same object when nothing changed. */
  readonly of: (facts: CaseFacts, cases: readonly CaseFacts[], on: IsoDate) => CaseFacts;
}

/**
 * A customer's standing from `startOn` on, from what the ERP says of them (`said`) and the promises that were broken
 * before that day (the `brokenPromises` of the cases as they start): judged anew whenever a case decides, as the
 * services do.
 */
export function standingFrom(startOn: IsoDate, said: Risk | null, brokenBefore: number): Standing {
  // By their days: a promise about several invoices holds each of them, and is one.
  const broken = new Set<IsoDate>();
  return {
    of: (facts, cases, on) => {
      let oldest: IsoDate | null = null;
      for (const { invoice, holds } of cases) {
        if (invoice.status === 'open' && (oldest === null || invoice.dueOn < oldest)) oldest = invoice.dueOn;
        for (const hold of holds)
          if (hold.kind === 'promise' && hold.untilOn !== null && hold.untilOn >= startOn && hold.untilOn < on)
            broken.add(hold.untilOn);
      }
      const brokenPromises = brokenBefore + broken.size;
      const risk = judgeRisk({
        said,
        brokenPromises,
        keptPercent: keptPercentForRisk(promisesUnpaidBy(facts.customer.promises ?? [], on)),
        oldestDaysLate: oldest === null ? 0 : Math.max(0, daysBetween(oldest, on)),
      });
      const { customer } = facts;
      return customer.risk === risk && customer.brokenPromises === brokenPromises
        ? facts
        : { ...facts, customer: { ...customer, risk, brokenPromises } };
    },
  };
}
