import { Inject, Injectable } from '@nestjs/common';
import { findCredential, hashToken, isAlive, type FoundCredential } from '@puntual/casework/access/credentials';
import { noteUse } from '@puntual/casework/access/sessions';
import { isOnLoopback } from '@puntual/platform/check-settings';
import { isPublishedSecret } from '@puntual/platform/published-secrets';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { tooManyRequests } from '../http/api-problem.ts';
import type { HttpRequest } from '../http/http.ts';
import { FAILURES_AT_ONCE, FAILURES_PER_SECOND, PROVEN_TOKENS } from '../http/limits.ts';
import { clientNetwork } from './client-network.ts';
import { RateLimit } from './rate-limit.ts';

const LONGEST_TOKEN = 200;
const USE_NOTED_EVERY_MS = 60_000;

/**
 * Looks up the tokens that requests present, and limits the wrong ones of each client network: past the limit no token
 * is looked up, so that a right guess does not get in either. Tokens that have been right before are outside the limit:
 * whoever is signed in stays so while somebody guesses behind the same address.
 */
@Injectable()
export class CredentialCheck {
  readonly failures = new RateLimit(FAILURES_AT_ONCE, FAILURES_PER_SECOND);
  /** Hashes of tokens that were right at their last look-up, the last used at the end. */
  private readonly proven = new Set<string>();
  /** Look-ups in progress: requests that present one token at once count once. */
  private readonly inProgress = new Map<string, Promise<FoundCredential | null>>();

  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /**
   * The valid credential of `token`, if it is one of these kinds; else null. Throws 429 `too-many-requests` when the
   * client network has sent too many wrong ones.
   */
  async find(
    request: HttpRequest,
    token: string,
    kinds: readonly FoundCredential['kind'][],
  ): Promise<FoundCredential | null> {
    const hash = hashToken(token);
    const running = this.inProgress.get(hash);
    const found = await (running ?? this.start(request, token, hash));
    return found && kinds.includes(found.kind) ? found : null;
  }

  private start(request: HttpRequest, token: string, hash: string): Promise<FoundCredential | null> {
    const lookUp = this.lookUp(request, token, hash).finally(() => this.inProgress.delete(hash));
    this.inProgress.set(hash, lookUp);
    return lookUp;
  }

  private async lookUp(request: HttpRequest, token: string, hash: string): Promise<FoundCredential | null> {
    const network = clientNetwork(request.ip);
    const wasProven = this.proven.has(hash);
    // Taken before the look-up, so that many guesses at once are limited too.
    const seconds = wasProven ? 0 : this.failures.take(network);
    if (seconds > 0) throw tooManyRequests(seconds);
    let isWrong = false;
    try {
      const found =
        token.length <= LONGEST_TOKEN && !this.isKnownToAll(token)
          ? await findCredential(this.parts.database, token)
          : null;
      // Sessions and keys end in real time: the virtual clock may run a day in seconds.
      isWrong = found === null || !isAlive(found, Date.now()) || found.usedAt !== null;
      this.note(hash, isWrong);
      if (isWrong || found === null) return null;
      await this.noteUse(found);
      return found;
    } finally {
      // Where the database failed, nothing is known of the token.
      if (!isWrong && !wasProven) this.failures.giveBack(network);
      if (isWrong && wasProven) this.failures.take(network);
    }
  }

  // To the minute: a write for every request would cost more than the request. A link is used by its exchange.
  private async noteUse(found: FoundCredential): Promise<void> {
    const nowMs = Date.now();
    if (found.kind === 'sign-in' || nowMs - (found.lastUsedAt?.getTime() ?? 0) < USE_NOTED_EVERY_MS) return;
    await noteUse(this.parts.database, found, nowMs);
  }

  // A published key may still be in the database of an installation that was opened to others since.
  private isKnownToAll(token: string): boolean {
    return isPublishedSecret(token) && !isOnLoopback(this.parts.settings);
  }

  private note(hash: string, isWrong: boolean): void {
    this.proven.delete(hash);
    if (isWrong) return;
    for (const oldest of this.proven) {
      if (this.proven.size < PROVEN_TOKENS) break;
      this.proven.delete(oldest);
    }
    this.proven.add(hash);
  }
}
