import type { PuntualEvent } from '@puntual/contracts/events/events';
import { seeded } from '@puntual/sandbox/demo/seeded-random';

/** Splits the events of one moment into the batches in which they are delivered. */
export type Delivery = (events: readonly PuntualEvent[]) => readonly (readonly PuntualEvent[])[];

/** One batch, in the order of publication. */
export const asPublished: Delivery = (events) => [events];

/**
 * All events in reverse order, then all of them again in an order that follows from `key`, in batches of one to three.
 */
export function lastFirstAndAgain(key: string): Delivery {
  let moments = 0;
  return (events) => {
    const chance = seeded(`${key}:${++moments}`);
    const left = [...events];
    const all = [...events].reverse();
    while (left.length > 0) all.push(...left.splice(chance.between(0, left.length - 1), 1));
    const batches: PuntualEvent[][] = [];
    while (all.length > 0) batches.push(all.splice(0, chance.between(1, 3)));
    return batches;
  };
}
