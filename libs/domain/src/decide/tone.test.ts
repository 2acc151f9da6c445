import { describe, expect, test } from '@jest/globals';
import { gateInvoice, madrid, sampleCase, sampleCustomer, samplePolicy } from '@puntual/testing/builders/case-facts';
import { composeMessage } from './compose-message.ts';
import type { GateInvoice } from './composition.ts';
import { planCase } from './plan-steps.ts';
import { listedUpcomingOn, strongestDemand, type Listing } from './earlier-listings.ts';

const now = madrid('2026-07-02');
const demanded = { demandedTone: { stage: 'demand', severity: 'firm', template: 'demand' } as const };
const compose = (invoices: readonly GateInvoice[], [invoiceId, stepId]: readonly [string, string]) =>
  composeMessage(sampleCustomer(invoices, stepId, { requests: [{ requestId: 'r', invoiceId, stepId }] }), now, 0);

describe('the tone of a message', () => {
  test('is that of the demand while an invoice that was demanded stands in it, without a new deadline', () => {
    expect(
      compose([gateInvoice('A', demanded), gateInvoice('B', { dueOn: '2026-06-20' })], ['B', 'follow-up']),
    ).toMatchObject({
      kind: 'send',
      template: 'demand',
      stage: 'demand',
      severity: 'firm',
      deadlineOn: null,
      carries: [{ invoiceId: 'B' }],
      overdue: ['A', 'B'],
    });
  });

  test('is that of its own steps once the demanded invoice is paid or on hold', () => {
    const hold = { id: 'h', kind: 'dispute', untilOn: null } as const;
    expect(
      compose(
        [gateInvoice('A', { ...demanded, holds: [hold] }), gateInvoice('B', { dueOn: '2026-06-20' })],
        ['B', 'follow-up'],
      ),
    ).toMatchObject({ template: 'follow-up', overdue: ['B'] });
  });

  test('of a courtesy stays one: it lists no overdue invoice that the customer was asked for', () => {
    expect(
      compose([gateInvoice('A', demanded), gateInvoice('N', { dueOn: '2026-07-09' })], ['N', 'courtesy']),
    ).toMatchObject({ template: 'courtesy', overdue: [], upcoming: ['N'] });
  });

  test('of a courtesy stays one when nobody has asked for the overdue invoice: its own reminder does', () => {
    expect(compose([gateInvoice('A'), gateInvoice('N', { dueOn: '2026-07-09' })], ['N', 'courtesy'])).toMatchObject({
      template: 'courtesy',
      overdue: [],
      upcoming: ['N'],
      sums: [{ toPayMinor: 10_000n }],
    });
  });

  test('of a courtesy states no credit that the overdue invoices, which it does not list, use up', () => {
    const invoices = [
      gateInvoice('A', { ...demanded, openMinor: 10_000n }),
      gateInvoice('N', { dueOn: '2026-07-09', openMinor: 5_000n }),
    ];
    const courtesy = (creditMinor: bigint) =>
      composeMessage(
        sampleCustomer(invoices, 'courtesy', {
          requests: [{ requestId: 'r', invoiceId: 'N', stepId: 'courtesy' }],
          creditMinor: { EUR: creditMinor },
        }),
        now,
        0,
      );
    expect(courtesy(6_000n)).toMatchObject({
      sums: [{ creditMinor: 0n, toPayMinor: 5_000n }],
      creditMinor: { EUR: 0n },
    });
    expect(courtesy(12_000n)).toMatchObject({ sums: [{ creditMinor: 2_000n, toPayMinor: 3_000n }] });
  });
});

const listing = (change: Partial<Listing>): Listing => ({
  section: 'overdue',
  stage: 'follow-up',
  severity: 'mild',
  template: 'follow-up',
  deliveryState: 'delivered',
  composedAt: madrid('2026-06-15'),
  own: false,
  ...change,
});

test.each<[string, readonly Listing[], string | null]>([
  ['none', [], null],
  ['one that bounced', [listing({ stage: 'demand', deliveryState: 'bounced' })], null],
  ['one that lists the invoice as coming up', [listing({ section: 'upcoming' })], null],
  ['the strongest of two', [listing({ stage: 'demand', severity: null }), listing({})], 'demand firm'],
])('the tone told by %s', (_, listings, told) => {
  const tone = strongestDemand(listings);
  expect(tone && `${tone.stage} ${tone.severity}`).toBe(told);
});

test.each<[string, readonly Listing[], string | null]>([
  ['about other invoices', [listing({ section: 'upcoming' })], '2026-06-15'],
  ['that carried its own step', [listing({ section: 'upcoming', own: true })], null],
  ['that bounced', [listing({ section: 'upcoming', deliveryState: 'suppressed' })], null],
])('an invoice was listed as coming up by a message %s', (_, listings, on) => {
  expect(listedUpcomingOn(listings, 'Europe/Madrid')).toBe(on);
});

describe('a courtesy', () => {
  // Due on 2026-06-10; the courtesy is due on the 3rd.
  const plan = (listedOn: string | null, stepId = 'courtesy') =>
    planCase(sampleCase({ listedUpcomingOn: listedOn }), madrid('2026-05-20')).steps.some(
      (step) => step.stepId === stepId,
    );

  test.each<[string, boolean]>([
    ['2026-06-02', false],
    ['2026-05-28', false],
    ['2026-05-27', true],
  ])('after a listing on %s is planned: %s', (on, planned) => {
    expect(plan(on)).toBe(planned);
  });

  test('is planned without a listing, and the note on the due date is planned in any case', () => {
    expect([plan(null), plan('2026-06-09', 'due-today')]).toEqual([true, true]);
  });

  test('is always planned under a policy whose setting is 0; policies of before get 7', () => {
    const policy = samplePolicy({
      contact: { minDaysBetween: 4, channels: ['email'], courtesyQuietDays: 0 },
    });
    const { steps } = planCase(sampleCase({ policy, listedUpcomingOn: '2026-06-02' }), madrid('2026-05-20'));
    expect(steps[0]?.stepId).toBe('courtesy');
    expect(samplePolicy({}).contact.courtesyQuietDays).toBe(7);
  });

  test('says why it is left out', () => {
    const { skipped } = planCase(sampleCase({ listedUpcomingOn: '2026-06-02' }), madrid('2026-05-20'));
    expect(skipped[0]).toMatchObject({ stepId: 'courtesy', reason: { code: 'listed-already', on: '2026-06-02' } });
  });
});
