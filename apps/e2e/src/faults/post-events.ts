import { setTimeout as wait } from 'node:timers/promises';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { FaultWorld } from './world.ts';

/** What became of events that a client gives over HTTP until it has an answer. */
export interface Posted {
  readonly verdicts: readonly { readonly verdict: string }[];
  /** Requests that had no answer or one that says "again". */
  readonly failed: number;
}

const MOST_TRIES = 200;
const PAUSE_MS = 150;

/** Gives events to `POST /v1/events` as a careful client does: the same events again until they are answered for. `underWay` is told when a request begins (1) and ends (-1). */
export async function postEvents(
  world: FaultWorld,
  events: readonly unknown[],
  underWay: (change: 1 | -1) => void = () => undefined,
): Promise<Posted> {
  for (let failed = 0; failed < MOST_TRIES; failed++) {
    underWay(1);
    try {
      const response = await fetch(`${world.stack.apiUrl}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${world.apiKey}` },
        body: JSON.stringify(events),
        signal: AbortSignal.timeout(120_000),
      });
      if (response.status === 202) return { verdicts: (await response.json()) as Posted['verdicts'], failed };
      if (response.status < 500 && response.status !== 429)
        throw new RangeError(
          `the API refused the events with ${response.status}: ${(await response.text()).slice(0, 300)}`,
        );
      await response.body?.cancel();
    } catch (error) {
      if (error instanceof RangeError) throw error;
    } finally {
      underWay(-1);
    }
    await wait(PAUSE_MS);
  }
  throw new Error(`the API took no events in ${MOST_TRIES} tries`);
}

/** The events of a load without poison, as they came, doubles included. */
export function eventsOf(messages: readonly { readonly value: string | null }[]): PuntualEvent[] {
  return messages.flatMap(({ value }) => (value === null ? [] : [JSON.parse(value) as PuntualEvent]));
}
