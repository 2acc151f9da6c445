import type { NoValues } from './refusal.ts';

/** What can be wrong with an event whose fields are well formed. */
export interface EventRefusals {
  readonly 'region-of-other-country': { readonly region: string; readonly country: string };
  readonly 'contact-twice': NoValues;
  readonly 'due-before-issue': NoValues;
  /** What the books refuse of an event that is well formed; `reason` is a sentence in English. */
  readonly 'event-refused': { readonly reason: string };
}
