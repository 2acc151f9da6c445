import { expect, test } from '@jest/globals';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import { standardPolicy } from '../policy/standard.ts';
import { whatFollows, type WhatFollows } from './what-follows.ts';

const mail = (id: string, day: number, stage: string, template: string) => ({ id, day, stage, do: 'send', template });
const short = samplePolicy({
  steps: [mail('a', 1, 'friendly', 'friendly'), mail('b', 8, 'follow-up', 'follow-up')],
});

test.each<[string, WhatFollows, WhatFollows]>([
  [
    'the follow-up of the standard policy',
    whatFollows(standardPolicy, 'follow-up'),
    { message: true, demand: true, call: true, agency: true },
  ],
  ['its demand', whatFollows(standardPolicy, 'demand'), { message: false, demand: false, call: true, agency: true }],
  ['the last of two reminders', whatFollows(short, 'b'), { message: false, demand: false, call: false, agency: false }],
  ['the first of them', whatFollows(short, 'a'), { message: true, demand: false, call: false, agency: false }],
  ['no step', whatFollows(short, 'x'), { message: false, demand: false, call: false, agency: false }],
])('what follows %s', (_, follows, expected) => {
  expect(follows).toEqual(expected);
});
