/** Idempotency keys live as long as Resend's: https://resend.com/docs/dashboard/emails/idempotency-keys */
export const keyLifeMs = 24 * 60 * 60 * 1000;

/** The claim of an idempotency key. A key belongs to one endpoint; two providers do not share keys. */
export type KeyClaim = { scope: string; key: string; fingerprint: string };

/** What a request finds when it claims its key; `repeat` names the message that was accepted with the key. */
export type ClaimResult =
  { kind: 'fresh' } | { kind: 'repeat'; id: string } | { kind: 'other-body' } | { kind: 'in-progress' };

type KeyState = { fingerprint: string; acceptedMs: number; id: string } | { fingerprint: string; inProgress: true };

/** The idempotency keys of all endpoints: which message was accepted with each, and how many requests named it. */
export class IdempotencyKeys {
  readonly #states = new Map<string, KeyState>();
  readonly #requestCounts = new Map<string, number>();

  /** Claims a key for the duration of a request. A caller that gets `fresh` must accept or release it. */
  claim(claim: KeyClaim, nowMs: number): ClaimResult {
    const state = this.#states.get(nameOf(claim));
    if (state === undefined || ('id' in state && nowMs - state.acceptedMs >= keyLifeMs)) {
      this.#states.set(nameOf(claim), { fingerprint: claim.fingerprint, inProgress: true });
      return { kind: 'fresh' };
    }
    if (state.fingerprint !== claim.fingerprint) return { kind: 'other-body' };
    return 'id' in state ? { kind: 'repeat', id: state.id } : { kind: 'in-progress' };
  }

  /** Ends the claim of a request that accepted nothing; an accepted message keeps its key. */
  release(claim: KeyClaim): void {
    const state = this.#states.get(nameOf(claim));
    if (state !== undefined && 'inProgress' in state) this.#states.delete(nameOf(claim));
  }

  accept(claim: KeyClaim, message: { id: string; acceptedMs: number }): void {
    this.#states.set(nameOf(claim), { fingerprint: claim.fingerprint, ...message });
  }

  /** Counts one more request with this key and returns their number, this one included. */
  countRequest(scope: string, key: string): number {
    const count = this.requestCount(scope, key) + 1;
    this.#requestCounts.set(nameOf({ scope, key }), count);
    return count;
  }

  requestCount(scope: string, key: string): number {
    return this.#requestCounts.get(nameOf({ scope, key })) ?? 0;
  }

  clear(): void {
    this.#states.clear();
    this.#requestCounts.clear();
  }
}

function nameOf({ scope, key }: { scope: string; key: string }): string {
  return `${scope}\n${key}`;
}
