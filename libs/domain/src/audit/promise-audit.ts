import type { PlanState } from '../payment-plans/judge-plan.ts';
import type { PromiseState } from '../promises/judge-promise.ts';

/** What audit events about promises to pay and payment plans record (`AuditData` has the rules of their fields). */
export interface PromiseAudit {
  /** A person ended it: cancelled, rejected or replaced. */
  'plan.ended': PlanAmount & { readonly to: PlanState; readonly reason?: string | undefined };
  /** `paid`: what came since the start. `instalment`: the number of the first one that is not paid. */
  'plan.judged': PlanAmount & {
    readonly from: PlanState;
    readonly to: PlanState;
    readonly paid: Amount;
    readonly instalment?: number | undefined;
  };
  'plan.proposed': PlanTerms & { readonly taskId: string };
  'plan.started': PlanTerms & { readonly approvedBy?: string | undefined; readonly replaces?: string | undefined };
  /** `amount`: what is promised. `kept`: what came of it in time. */
  'promise.judged': PromiseAmount & {
    readonly from: PromiseState;
    readonly to: PromiseState;
    readonly kept: Amount;
  };
  /** `until`: the last day, grace included. `agreedBy`: who agreed to a promise beyond the limits. */
  'promise.made': PromiseAmount & {
    readonly until: string;
    readonly parts: readonly { readonly date: string; readonly amount: string }[];
    readonly source: string;
    readonly level: number;
    readonly renews?: string | undefined;
    readonly agreedBy?: string | undefined;
  };
  /** `by`: the promise that replaced it. */
  'promise.renewed': PromiseAmount & { readonly by: string };
  'promise.withdrawn': PromiseAmount & { readonly reason: string };
}

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

interface PlanAmount extends Amount {
  readonly planId: string;
}

/** `lastOn`: the day of the last instalment. */
interface PlanTerms extends PlanAmount {
  readonly lastOn: string;
  readonly instalments: readonly { readonly date: string; readonly amount: string }[];
  readonly charges: string;
}

interface PromiseAmount extends Amount {
  readonly promiseId: string;
}
