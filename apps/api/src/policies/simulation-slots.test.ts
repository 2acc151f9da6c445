import { expect, test } from '@jest/globals';
import { simulationSlots } from './simulation-slots.ts';

test('places are limited per organization and in total, and a place that is given back can be taken again', () => {
  const slots = simulationSlots(2, 3);
  const first = slots.take('a');
  expect([slots.take('a') !== null, slots.take('a'), slots.take('b') !== null, slots.take('c')]).toEqual([
    true,
    null,
    true,
    null,
  ]);
  first?.();
  first?.();
  expect([slots.take('c') !== null, slots.take('a')]).toEqual([true, null]);
});
