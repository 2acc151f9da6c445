import type { PlanChange } from '@puntual/contracts/api/reason-codes';

/** The sentences of plans in one language, besides those that explain reasons. */
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
