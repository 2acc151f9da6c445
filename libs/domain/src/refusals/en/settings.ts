import type { Words } from '../refusal.ts';
import type { SettingsRefusals } from '../settings.ts';

/** Refusals of settings and rate tables, in English. */
export const settings: Words<SettingsRefusals> = {
  'closed-too-long': ({ mostDays }) => `at most ${mostDays} days in a row can be closed`,
  'rate-row-ends-first': ({ from, until }) => `the row ends on ${until}, before it starts on ${from}: give a later end`,
  'rate-rows-overlap': ({ from, beforeUntil }) =>
    `the row starts on ${from}, while the one before still holds: start it after ${beforeUntil}`,
  'contrast-too-low': ({ ratio, least }) =>
    `the contrast is ${ratio}:1, too little to read: at least ${least}:1 is needed`,
  'text-colour-without-ground': () => 'a colour of text needs the colour of its ground: give `colour` too',
};
