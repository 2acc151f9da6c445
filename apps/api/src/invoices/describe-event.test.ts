import { expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeEvent, sentences } from './describe-event.ts';

const casework = fileURLToPath(new URL('../../../../libs/casework/src', import.meta.url));
const sources = globSync('**/*.ts', { cwd: casework })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(`${casework}/${file}`, 'utf8'))
  .join('\n');

// Kinds that casework puts together from parts: what each part can be.
const composed: Record<string, readonly string[]> = {
  '${money.kind}.received': ['payment.received', 'credit-note.received'],
  '${payment.kind}.allocated': ['payment.allocated', 'credit-note.allocated'],
  'agency.${state}': ['agency.placed', 'agency.recalled'],
  'agency.${event.data.outcome}': ['agency.accepted', 'agency.collected', 'agency.returned'],
};

// Places in a list that somebody sent are no kinds.
const LIST_PLACE = /^(?:csv|items|credits)\./;

/** Every audit kind that the sources of casework write: texts of the form "noun.verb", but for the paths of faults and the columns of one-letter tables. */
function writtenKinds(): string[] {
  const texts = [...sources.matchAll(/(path: )?['`]((?:[a-z-]{2,}|\$\{[\w.]+\})\.(?:[a-z-]+|\$\{[\w.]+\}))['`]/g)]
    .filter((match) => !match[1])
    .map((match) => match[2] ?? '')
    .filter((text) => !LIST_PLACE.test(text));
  return [...new Set(texts)].flatMap((text) => (text.includes('${') ? (composed[text] ?? [text]) : [text]));
}

test('every kind of event that casework writes has its sentence, and no sentence is for nothing', () => {
  expect(writtenKinds().length).toBeGreaterThan(20);
  expect(writtenKinds().sort()).toEqual(Object.keys(sentences).sort());
});

test.each(Object.keys(sentences))('%s reads as a sentence in both languages, with and without its data', (kind) => {
  const data = {
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
  };
  for (const language of ['en', 'es'] as const) {
    expect(describeEvent(kind, data, language)).toMatch(/^\S.*\.$/);
    expect(describeEvent(kind, data, language)).not.toMatch(/undefined|null|\[object|\s\s/);
    expect(describeEvent(kind, {}, language)).not.toMatch(/undefined|null|\[object/);
  }
  expect(describeEvent(kind, data, 'es')).not.toBe(describeEvent(kind, data, 'en'));
});

test('a kind that nobody knows yet is named as it is', () => {
  expect(describeEvent('moon.landed', {}, 'en')).toBe('moon.landed');
  expect(describeEvent('constructor', {}, 'es')).toBe('constructor');
});
