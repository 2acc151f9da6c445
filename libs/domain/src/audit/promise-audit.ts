import type { PromiseState } from '../promises/judge-promise.ts';

/** What audit events about promises to pay record (`AuditData` has the rules of their fields). */
export interface PromiseAudit {
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

interface PromiseAmount extends Amount {
  readonly promiseId: string;
}
