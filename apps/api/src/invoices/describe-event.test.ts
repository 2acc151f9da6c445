import { expect, test } from '@jest/globals';
import { AUDIT_KINDS } from '@puntual/domain/audit/audit-kinds';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { describeEvent } from './describe-event.ts';

test.each(AUDIT_KINDS)('%s reads as a sentence in every language, with and without its data', (kind) => {
  const data = {
    name: 'Ana',
    role: 'collector',
    number: 'F-1',
    dueOn: '2026-12-01',
    total: { amount: '10.00', currency: 'EUR' },
    open: { amount: '5.00', currency: 'EUR' },
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
