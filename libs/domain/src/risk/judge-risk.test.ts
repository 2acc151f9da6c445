import { expect, it } from '@jest/globals';
import { judgeRisk } from './judge-risk.ts';

it.each([
  ['nothing against it', null, 0, 0, 'low'],
  ['30 days late', null, 0, 30, 'low'],
  ['31 days late', null, 0, 31, 'medium'],
  ['61 days late', null, 0, 61, 'high'],
  ['one broken promise', null, 1, 0, 'medium'],
  ['two broken promises', null, 2, 0, 'high'],
  ['one promise and 61 days', null, 1, 61, 'high'],
  ['the ERP says low', 'low', 5, 200, 'low'],
  ['the ERP says high', 'high', 0, 0, 'high'],
] as const)('%s: %s', (_, said, brokenPromises, oldestDaysLate, risk) => {
  expect(judgeRisk({ said, brokenPromises, oldestDaysLate })).toBe(risk);
});

it.each([
  ['half of the promised money', 5, 49, 'high'],
  ['most of it', 1, 79, 'medium'],
  ['nearly all of it, however often it broke one', 9, 80, 'low'],
  ['too few promises to judge the money', 2, null, 'high'],
] as const)('a customer who keeps %s', (_, brokenPromises, keptPercent, risk) => {
  expect(judgeRisk({ said: null, brokenPromises, keptPercent, oldestDaysLate: 0 })).toBe(risk);
});
