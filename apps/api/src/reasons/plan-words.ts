import type { PlanChange } from '@puntual/contracts/api/reason-codes';

/** What plans say in one language, beside the explanations of reasons. */
export interface PlanWords {
  /** What would change a plan. */
  readonly changes: Readonly<Record<Exclude<PlanChange, 'hold-ends'>, string>> & {
    readonly 'hold-ends': (untilOn: string) => string;
  };
  /** A closed day, with the name of its holiday. */
  readonly holiday: (on: string, name: string) => string;
  /** No contact of the customer has an address for the channels of the step. */
  readonly noWayToReach: string;
}
