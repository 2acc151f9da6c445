/** What became of an event: `accepted` now, a `duplicate` of one taken before, or `rejected` with what to mend. */
export type Verdict =
  | { readonly verdict: 'accepted' | 'duplicate' }
  | { readonly verdict: 'rejected'; readonly code: 'invalid' | 'unknown-organization'; readonly reason: string };
