import type { PuntualEvent } from '@puntual/contracts/events/events';
import { seeded } from '@puntual/testing/demo/seeded';

/** The batches in which events of one moment are delivered. */
export type Delivery = (events: readonly PuntualEvent[]) => readonly (readonly PuntualEvent[])[];

/** All at once, in the order in which they were published. */
export const asPublished: Delivery = (events) => [events];

/** Each event twice, in an order that follows from `key`, in batches of one to three. */
export function doubledAndMixed(key: string): Delivery {
  let moments = 0;
  return (events) => {
    const chance = seeded(`${key}:${++moments}`);
    const left = [...events, ...events];
    const mixed: PuntualEvent[] = [];
    while (left.length > 0) mixed.push(...left.splice(chance.between(0, left.length - 1), 1));
    const batches: PuntualEvent[][] = [];
    while (mixed.length > 0) batches.push(mixed.splice(0, chance.between(1, 3)));
    return batches;
  };
}
