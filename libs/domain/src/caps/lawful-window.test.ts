import { expect, it } from '@jest/globals';
import { madridWindow } from '@puntual/testing/builders/case-facts';
import type { PolicyStep } from '../policy/policy.ts';
import type { ContactChannel } from '../policy/vocabulary.ts';
import { contactCaps } from './contact-caps.ts';
import { lawfulWindow, stepChannels } from './lawful-window.ts';

const step = (what: PolicyStep['do'], channels: readonly ContactChannel[] = []) =>
  ({ do: what, channels }) as unknown as PolicyStep;

it.each<[PolicyStep['do'], readonly ContactChannel[]]>([
  ['send', ['sms', 'email']],
  ['announce-supply-hold', ['sms', 'email']],
  ['task', ['call']],
  ['supply-hold', []],
  ['agency', []],
])('a step that does %s contacts the customer by %j', (what, channels) => {
  expect(stepChannels(step(what, ['sms', 'email']))).toEqual(channels);
});

it('a policy has one window, within the lawful hours of every channel of its steps', () => {
  const window = { ...madridWindow(), openWeekdays: new Set([1, 2, 3, 4, 5, 6, 7] as const) };
  const of = (country: string, ...steps: PolicyStep[]) => {
    const { quiet, openWeekdays } = lawfulWindow(window, { steps }, contactCaps(country, 'consumer', '2026-06-10'));
    return [quiet ?? null, [...(openWeekdays ?? [])]];
  };
  const everyDay = [1, 2, 3, 4, 5, 6, 7];
  const american = { fromMinute: 1260, toMinute: 480 };
  expect(of('US', step('send', ['letter']), step('supply-hold', ['email']))).toEqual([null, everyDay]);
  expect(of('US', step('send', ['letter']), step('task'))).toEqual([[american], everyDay]);
  expect(of('US', step('send', ['email', 'sms']), step('send', ['email']))).toEqual([[american, american], everyDay]);
  expect(of('CL', step('task'))).toEqual([[{ fromMinute: 1200, toMinute: 480 }], [1, 2, 3, 4, 5, 6]]);
  expect(of('ES', step('task'), step('send', ['email']))).toEqual([null, everyDay]);
});
