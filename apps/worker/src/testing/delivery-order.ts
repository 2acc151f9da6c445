import type { PuntualEvent } from '@puntual/contracts/events/events';
import { seeded } from '@puntual/sandbox/demo/seeded-random';

/** The batches in which events of one moment are delivered. */
export type Delivery = (events: readonly PuntualEvent[]) => readonly (readonly PuntualEvent[])[];

/** All at once, in the order in which they were published. */
export const asPublished: Delivery = (events) => [events];

/** The last first, and then all of them again in an order that follows from `key`, in batches of one to three. */
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
