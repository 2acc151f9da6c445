import { describe, expect, it } from '@jest/globals';
import { conditionSchema, type ConditionField } from '../policy/conditions.ts';
import { explain } from './explain.ts';
import { HOLD_KINDS } from './case-facts.ts';
import type { Reason } from './decision.ts';

const conditionFields = Object.keys(conditionSchema.shape) as ConditionField[];
const on = '2026-06-10';
// Examples of every code; TypeScript refuses the table when a code is missing.
const samples: { readonly [Code in Reason['code']]: readonly Extract<Reason, { code: Code }>[] } = {
  'step-day': [-7, -1, 0, 1, 8].map((day) => ({ code: 'step-day', stepId: 'friendly', day })),
  'rolled-to-open-day': [
    { code: 'rolled-to-open-day', from: on },
    { code: 'rolled-to-open-day', from: on, closed: 'closing-day' },
    { code: 'rolled-to-open-day', from: on, closed: 'weekday' },
    { code: 'rolled-to-open-day', from: '2026-06-13', backTo: on, holiday: { en: 'Ascension', es: 'Ascensión' } },
  ],
  'spacing-to-last-reminder': [{ code: 'spacing-to-last-reminder', lastOn: on, days: 4 }],
  'kept-distance-after-late-step': [{ code: 'kept-distance-after-late-step', stepId: 'friendly', on }],
  'deadline-named': [{ code: 'deadline-named', on }],
  'not-known-before': [{ code: 'not-known-before', on }],
  'late-catching-up': [{ code: 'late-catching-up' }],
  'customer-refused': [{ code: 'customer-refused' }],
  'contact-budget': (
    [
      ['contacts', 7],
      ['contacts', 1],
      ['calls', 7],
    ] as const
  ).map(([used, days]) => ({ code: 'contact-budget', most: 3, days, used })),
  'legal-cap': (['cap-count', 'cap-days-between', 'cap-after-conversation', 'cap-one-channel'] as const).map(
    (code) => ({
      code: 'legal-cap',
      cap: {
        code,
        rowId: 'row',
        lastOn: '2026-06-09',
        until: on,
        source: { law: 'Ley 2300', article: 'art. 3', url: 'https://law.example' },
      },
    }),
  ),
  'condition-unmet': conditionFields.map((field) => ({ code: 'condition-unmet', field })),
  'repeated-fee': [
    { code: 'repeated-fee', period: 2, everyDays: 7, amount: '10.00', currency: 'EUR', percent: null },
    { code: 'repeated-fee', period: 2, everyDays: 7, amount: null, currency: 'EUR', percent: '1.5' },
  ],
  'pay-run': [{ code: 'pay-run', on }],
  'first-invoice': [{ code: 'first-invoice' }],
  'supply-hold-not-announced': [{ code: 'supply-hold-not-announced' }],
  'passed-over': [{ code: 'passed-over', stepId: 'demand' }],
  'courtesy-lapsed': [{ code: 'courtesy-lapsed' }],
  'listed-already': [{ code: 'listed-already', on }],
  'reached-elsewhere': [{ code: 'reached-elsewhere', stage: 'demand' }],
  'feed-stale': [
    { code: 'feed-stale', feed: 'bank', completeUntil: null },
    { code: 'feed-stale', feed: 'bank', completeUntil: Date.UTC(2026, 5, 10) },
  ],
  'all-stopped': [{ code: 'all-stopped' }],
  hold: HOLD_KINDS.flatMap((kind) => [
    { code: 'hold', kind, untilOn: on } as const,
    { code: 'hold', kind, untilOn: null } as const,
  ]),
  'direct-debit': [{ code: 'direct-debit' }],
  'covered-by-credit': [{ code: 'covered-by-credit' }],
  'being-sent': [{ code: 'being-sent', stepId: 'friendly' }],
  'call-open': [
    { code: 'call-open', dueOn: on },
    { code: 'call-open', dueOn: on, again: true },
  ],
  'awaiting-approval': [{ code: 'awaiting-approval' }],
  'with-agency': [{ code: 'with-agency' }],
  'last-letter': [on, null].map((untilOn) => ({ code: 'last-letter', untilOn })),
  'agency-not-reached': (['no-agency', 'refused', 'unknown'] as const).map((why) => ({
    code: 'agency-not-reached',
    why,
  })),
  'nothing-left': [{ code: 'nothing-left' }],
};

describe('every reason', () => {
  it.each(
    Object.values(samples)
      .flat()
      .map((reason) => [JSON.stringify(reason), reason] as const),
  )('%s is a sentence in English and in Spanish', (_, reason) => {
    const texts = [explain(reason, 'en'), explain(reason, 'es')];
    expect(texts[0]).not.toBe(texts[1]);
    for (const text of texts) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      if ('cap' in reason)
        for (const part of [reason.cap.source.law, reason.cap.source.article]) expect(text).toContain(part);
    }
    const [en = '', es = ''] = texts;
    if (JSON.stringify(reason).includes(on)) {
      expect(en).toContain('10 June 2026');
      expect(es).toContain('10 de junio de 2026');
    }
    if ('stepId' in reason) expect(en).toContain(reason.stepId);
    // No English id and no ISO date in a Spanish sentence.
    expect(es).not.toMatch(/friendly|follow-up|demand|\d{4}-\d{2}/);
  });
});

it.each([
  [
    -7,
    'Step “friendly” is 7 days before the due date.',
    'El paso «recordatorio amistoso» es 7 días antes del vencimiento.',
  ],
  [
    -1,
    'Step “friendly” is 1 day before the due date.',
    'El paso «recordatorio amistoso» es 1 día antes del vencimiento.',
  ],
  [0, 'Step “friendly” is on the due date.', 'El paso «recordatorio amistoso» es el día del vencimiento.'],
  [
    1,
    'Step “friendly” is 1 day after the due date.',
    'El paso «recordatorio amistoso» es 1 día después del vencimiento.',
  ],
])('a step on day %s is explained as “before”, “on” or “after” the due date', (day, en, es) => {
  expect([
    explain({ code: 'step-day', stepId: 'friendly', day }, 'en'),
    explain({ code: 'step-day', stepId: 'friendly', day }, 'es'),
  ]).toEqual([en, es]);
});

it('names the repetition of a step in Spanish, and leaves the names of a policy of its own', () => {
  expect(explain({ code: 'being-sent', stepId: 'follow-up.2' }, 'es')).toContain('«segundo aviso (2.ª vez)»');
  expect(explain({ code: 'being-sent', stepId: 'carta-certificada.3' }, 'es')).toContain(
    '«carta-certificada (3.ª vez)»',
  );
});

it('says what closes the day from which a step moved, and does not guess', () => {
  const moved = (closed?: 'weekday' | 'closing-day') =>
    explain({ code: 'rolled-to-open-day', from: '2026-12-07', ...(closed ? { closed } : {}) }, 'en');
  expect(moved('closing-day')).toContain('a closing day of the organization');
  expect(moved('weekday')).toContain('a day of the week without contact');
  expect(moved()).not.toMatch(/holiday|weekend/);
});
