import type { ServerResponse } from 'node:http';

const maxHeld = 2_000;

/** The requests that the server is handling or leaves without an answer, so that all of them can be ended at once. */
export class RequestsInProgress {
  #ending = new AbortController();
  readonly #held = new Set<ServerResponse>();
  readonly #handled = new Set<Promise<void>>();

  /** Aborted by `endAll`; a request that waits must wait with this signal. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Leaves a request without an answer. Beyond the limit the oldest one is disconnected. */
  hold(res: ServerResponse): void {
    this.#held.add(res);
    res.once('close', () => this.#held.delete(res));
    const [oldest] = this.#held;
    if (this.#held.size > maxHeld) oldest?.destroy();
  }

  /** Counts a request as in progress until `work` settles. */
  track(work: Promise<void>): Promise<void> {
    this.#handled.add(work);
    return work.finally(() => this.#handled.delete(work));
  }

  /** Disconnects waiting clients, and resolves when no request is in progress. */
  async endAll(): Promise<void> {
    this.#ending.abort();
    for (const res of this.#held) res.destroy();
    await Promise.all(this.#handled);
    this.#ending = new AbortController();
  }
}
