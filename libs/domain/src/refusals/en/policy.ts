import type { PolicyRefusals } from '../policy.ts';
import type { Words } from '../refusal.ts';

const debtors = { business: 'businesses', consumer: 'consumers', 'public-body': 'public bodies' } as const;

/** Refusals of policy documents, in English. */
export const policy: Words<PolicyRefusals> = {
  'window-closes-first': ({ from, to }) => `the window must open before it closes: ${from} is not before ${to}`,
  'thank-you-id': ({ id }) => `"${id}" is the note after a payment; give the step another id`,
  'step-id-taken': ({ id }) => `the id "${id}" is taken by an earlier step: give the step another id`,
  'days-out-of-order': ({ day, before }) =>
    `steps stand in the order of their days: day ${day} comes after day ${before}`,
  'stage-goes-back': ({ stage, before }) => `a case never goes back a stage: "${stage}" comes after "${before}"`,
  'repeats-into-next-step': ({ stepId, untilDay }) =>
    `step "${stepId}" repeats until day ${untilDay}: the next step comes after that`,
  'courtesy-repeats': 'only steps after the due date repeat',
  'repeat-ends-first': ({ untilDay, day }) => `it repeats until day ${untilDay}, which is before its own day ${day}`,
  'not-a-courtesy': 'before the due date and on it there are only messages of courtesy',
  'late-fee-sum': 'a fee for late payment is either a sum (amount) or a share of what is open (percentOfOpen)',
  'late-fee-maximum': 'a fee that repeats needs a maximum: a sum (amount), a share (percentOfPrincipal), or both',
  'supply-hold-not-announced': 'a supply hold needs a step before it that announces it',
  'notice-not-written': ({ template, languages }) =>
    `the notice "${template}" is not written in a language that customers have: ${languages.join(', ')}; choose ` +
    'another notice',
  'hours-not-lawful': ({ from, to, kind, country, law }) =>
    `${from} to ${to} is outside of the hours that the law allows (${debtors[kind]}, ${country}; ${law})`,
  'weekday-not-lawful': ({ kind, country, law }) =>
    `the law allows no contact on one of these weekdays (${debtors[kind]}, ${country}; ${law})`,
  'calls-not-lawful': ({ most, kind, country, law }) =>
    `the law allows at most ${most} calls in seven days (${debtors[kind]}, ${country}; ${law})`,
};
