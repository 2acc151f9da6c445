import { addDays } from '@puntual/domain/calendar/dates';
import type { ServiceTemplate } from '@puntual/domain/policy/vocabulary';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';

const today = '2026-12-09';
const currency = 'EUR';
const promised = [{ on: addDays(today, 9), minor: 362_050n, paidMinor: 0n }];
const instalments = [1, 31, 62, 93].map((days, index) => ({
  on: addDays(today, days - 31),
  minor: index === 3 ? 90_511n : 90_513n,
  paidMinor: index === 0 ? 90_513n : 0n,
}));

type AgreedKind = Extract<ServiceTemplate, `promise-${string}` | `plan-${string}` | `instalment-${string}`>;

/** Realistic facts of a service message, for previews. A pure function. */
export function sampleAbout(kind: ServiceTemplate): ServiceAbout {
  switch (kind) {
    case 'promise-confirmed':
    case 'promise-reminder':
    case 'plan-confirmed':
    case 'instalment-due':
    case 'instalment-missed':
      return sampleAgreement(kind);
    case 'receipt':
      return {
        kind,
        currency,
        receivedMinor: 221_000n,
        receivedOn: today,
        paid: [
          { number: 'F-2026/1001', currency, paidMinor: 121_000n, leftMinor: 0n },
          { number: 'F-2026/1014', currency, paidMinor: 100_000n, leftMinor: 91_050n },
        ],
      };
    case 'monthly-statement':
      return { kind };
    case 'dispute-received':
      return {
        kind,
        number: 118,
        category: 'quantity',
        answerBy: addDays(today, 7),
        amounts: [{ number: 'F-2026/1014', currency, disputedMinor: 48_400n, creditedMinor: 0n }],
      };
    case 'dispute-decided':
      return {
        kind,
        number: 118,
        category: 'quantity',
        outcome: 'split',
        amounts: [{ number: 'F-2026/1014', currency, disputedMinor: 48_400n, creditedMinor: 24_200n }],
      };
    case 'assignment':
      return {
        kind,
        to: 'Factoring Ibérico S.A.',
        on: today,
        paymentInstructions: 'IBAN ES79 2100 0813 6101 2345 6789\nBIC CAIXESBBXXX',
      };
    case 'last-letter':
      return { kind, agency: 'Cobros Atlántico S.L.', payBy: addDays(today, 10) };
    case 'agency-notice':
      return { kind, agency: 'Cobros Atlántico S.L.', on: today };
  }
}

function sampleAgreement(kind: AgreedKind): ServiceAbout {
  switch (kind) {
    case 'promise-confirmed':
      return { kind, currency, sums: promised };
    case 'promise-reminder':
      return {
        kind,
        currency,
        sums: [{ on: addDays(today, 1), minor: 362_050n, paidMinor: 0n }],
        on: addDays(today, 1),
      };
    case 'plan-confirmed':
      return {
        kind,
        planId: '0193a000-0000-7000-8000-000000000000',
        currency,
        sums: instalments.map((each) => ({ ...each, on: addDays(each.on, 45), paidMinor: 0n })),
        graceDays: 5,
      };
    case 'instalment-due':
      return {
        kind,
        currency,
        sums: instalments.map((each) => ({ ...each, on: addDays(each.on, 3) })),
        on: addDays(today, 3),
        graceDays: 5,
      };
    case 'instalment-missed':
      return {
        kind,
        currency,
        sums: instalments.map((each) => ({ ...each, on: addDays(each.on, -1) })),
        on: addDays(today, -1),
        graceDays: 5,
      };
  }
}
