/**
 * Writes whose answers are not kept, so that an Idempotency-Key has no effect: simulations, previews and comparisons
 * change nothing, the answers with a new key, link or secret hold it, which is stored nowhere, and of a body with a
 * password not even a hash is stored that could be guessed at.
 */
export const answersNotKept: ReadonlySet<string> = new Set([
  'POST /v1/disputes/:id/questions',
  'POST /v1/policies/simulate',
  'POST /v1/policies/:key/preview',
  'POST /v1/tasks/:id/preview',
  'POST /v1/reconcile',
  'POST /v1/customers/:id/payment-plans/offers',
  'POST /v1/keys',
  'POST /v1/users',
  'POST /v1/users/:id/reset-link',
  'POST /v1/me/password',
  'POST /v1/me/second-factor',
  'POST /v1/me/second-factor/confirm',
  'POST /v1/me/second-factor/remove',
  'POST /v1/me/passkeys/options',
]);

/**
 * Writes of several transactions whose parts recognize a repeat by ids of their own (an event counts once). A failure
 * between two parts leaves their Idempotency-Key free, so that the rest is done by sending the same request again.
 */
export const repeatableWrites: ReadonlySet<string> = new Set(['POST /v1/events']);
