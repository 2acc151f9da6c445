import { expect, it } from '@jest/globals';
import {
  compareTones,
  isDemand,
  listedUpcomingOn,
  repeatedTemplate,
  strongestDemand,
  type Listing,
} from './earlier-listings.ts';

const listing = (change: Partial<Listing> = {}): Listing => ({
  section: 'overdue',
  stage: 'demand',
  severity: 'firm',
  template: 'demand',
  deliveryState: null,
  composedAt: Date.parse('2026-06-10T10:00:00Z'),
  own: false,
  ...change,
});

it.each([
  ['the later stage', { stage: 'demand', severity: 'mild' }, { stage: 'friendly', severity: 'final' }, 1],
  ['the same stage in firmer words', { stage: 'demand', severity: 'firm' }, { stage: 'demand', severity: 'mild' }, 1],
  ['neither of the same', { stage: 'demand', severity: 'firm' }, { stage: 'demand', severity: 'firm' }, 0],
] as const)('of two tones the stronger one is %s', (_what, a, b, sign) => {
  expect([Math.sign(compareTones(a, b)), Math.sign(compareTones(b, a))]).toEqual([sign, sign === 0 ? 0 : -1]);
});

it('a demand is what is at least a demand', () => {
  expect((['friendly', 'follow-up', 'demand', 'agency'] as const).map((stage) => isDemand({ stage }))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

it.each<[string, Listing[], unknown]>([
  ['nothing', [], null],
  ['a demand', [listing()], { stage: 'demand', severity: 'firm', template: 'demand' }],
  [
    'a demand that stored no severity',
    [listing({ severity: null })],
    { stage: 'demand', severity: 'firm', template: 'demand' },
  ],
  ['a demand that bounced', [listing({ deliveryState: 'bounced' })], null],
  ['a demand for other invoices', [listing({ section: 'upcoming' })], null],
  ['a reminder', [listing({ stage: 'follow-up' })], null],
  [
    'two demands, the stronger first',
    [listing({ template: 'friendly' }), listing({ severity: 'mild' })],
    { stage: 'demand', severity: 'firm', template: 'friendly' },
  ],
  [
    'two demands, the stronger last',
    [listing({ severity: 'mild' }), listing({ template: 'friendly' })],
    { stage: 'demand', severity: 'firm', template: 'friendly' },
  ],
  [
    'two demands alike, the first',
    [listing({ template: 'friendly' }), listing()],
    { stage: 'demand', severity: 'firm', template: 'friendly' },
  ],
])('the strongest demand of %s', (_what, listings, tone) => {
  expect(strongestDemand(listings)).toEqual(tone);
});

it.each<[string, Listing[], string | null]>([
  ['nothing', [], null],
  ['an overdue invoice', [listing()], null],
  ['its own message', [listing({ section: 'upcoming', own: true })], null],
  ['a message that bounced', [listing({ section: 'upcoming', deliveryState: 'bounced' })], null],
  ['a message about others', [listing({ section: 'upcoming' })], '2026-06-10'],
  [
    'a message about others late in the evening',
    [listing({ section: 'upcoming', composedAt: Date.parse('2026-06-10T23:00:00Z') })],
    '2026-06-11',
  ],
  [
    'two messages, the later first',
    [listing({ section: 'upcoming' }), listing({ section: 'upcoming', composedAt: 0 })],
    '2026-06-10',
  ],
  [
    'two messages, the later last',
    [listing({ section: 'upcoming', composedAt: 0 }), listing({ section: 'upcoming' })],
    '2026-06-10',
  ],
])('an invoice was last listed as coming up by %s', (_what, listings, on) => {
  expect(listedUpcomingOn(listings, 'Europe/Madrid')).toBe(on);
});

it('a supply hold is announced by its own step alone', () => {
  const tone = { stage: 'demand', severity: 'firm' } as const;
  expect(repeatedTemplate({ ...tone, template: 'supply-hold-notice' })).toBe('demand');
  expect(repeatedTemplate({ ...tone, template: 'friendly' })).toBe('friendly');
});
