import { expect, test } from '@jest/globals';
import { AUDIT_KINDS } from '@puntual/domain/audit/audit-kinds';
import { DROP_REASONS } from '@puntual/domain/decide/composition';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { describeEvent } from './describe-event.ts';

test.each(AUDIT_KINDS)('%s reads as a sentence in every language, with and without its data', (kind) => {
  const data = {
    name: 'Ana',
    role: 'collector',
    route: 'GET /v1/keys',
    code: 'forbidden',
    number: 'F-1',
    dueOn: '2026-12-01',
    total: { amount: '10.00', currency: 'EUR' },
    open: { amount: '5.00', currency: 'EUR' },
    kept: { amount: '2.00', currency: 'EUR' },
    paid: { amount: '2.00', currency: 'EUR' },
    lastOn: '2026-12-01',
    amount: '5.00',
    currency: 'EUR',
    as: 'paid',
    paymentId: 'P-1',
    rule: 'remittance',
    charge: 'fee',
    stepId: 'friendly',
    reason: 'on-hold',
    policy: 'standard/1',
    from: 'standard/1',
    to: 'standard/2',
    template: 'friendly',
    channel: 'email',
    kind: 'call',
    outcome: 'promised',
    until: '2026-12-01',
    on: '2026-12-01',
    revision: 2,
    agencyRef: 'R-1',
    key: 'standard',
    version: 2,
    moved: 3,
    because: 'given-up',
    lines: 5,
    accepted: 3,
    duplicates: 1,
    faulty: 1,
    asOf: '2026-12-05',
    agreed: 4,
    different: 2,
    eventId: 'e-1',
    feed: 'erp-1',
    completeUntil: '2026-12-01 10:00 UTC',
    subject: 'invoice/INV-1',
    groupId: 'G-1',
    invoiceId: 'INV-1',
    customerId: 'C-1',
  };
  for (const language of LANGUAGES) {
    expect(describeEvent(kind, data, language)).toMatch(/^\S.*\.$/);
    expect(describeEvent(kind, data, language)).not.toMatch(/undefined|null|\[object|\s\s/);
    expect(describeEvent(kind, {}, language)).not.toMatch(/undefined|null|\[object/);
  }
  expect(describeEvent(kind, data, 'es')).not.toBe(describeEvent(kind, data, 'en'));
});

test('an unknown kind is shown by its code', () => {
  expect(describeEvent('moon.landed', {}, 'en')).toBe('moon.landed');
  expect(describeEvent('constructor', {}, 'es')).toBe('constructor');
});

test('a step that no policy has is named in words', () => {
  const asked = (stepId: string) => LANGUAGES.map((language) => describeEvent('step.requested', { stepId }, language));
  expect(asked('start:terms')).toEqual([
    'Step “terms for a new customer” was asked for.',
    'Se pidió el paso «condiciones a un cliente nuevo».',
  ]);
  for (const stepId of ['start:incomplete', 'due:confirm', 'thank-you'])
    for (const sentence of asked(stepId)) expect(sentence).not.toContain(stepId);
});

test.each(DROP_REASONS)('a step that was dropped because of %s says so in words', (reason) => {
  for (const language of LANGUAGES)
    expect(describeEvent('step.dropped', { stepId: 'friendly', reason }, language)).not.toContain(`: ${reason}.`);
});
