import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '@puntual/domain/calendar/dates';
import { SERVICE_TEMPLATES } from '@puntual/domain/policy/vocabulary';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import { NOTICE_LANGUAGES } from '@puntual/domain/policy/written-notices';
import { messageCopy } from './message-copy.ts';
import type { NoticeProps } from './notice-props.ts';
import { plainText } from './plain-text.ts';
import { renderNotice } from './render-notice.ts';
import { sampleProps } from './sample-props.ts';
import { wordsOf } from './translation.ts';

const DAY = /\d{4}-\d{2}-\d{2}/g;
const AMOUNT = { en: /€[\d,]+\.\d\d/g, es: /[\d.]+,\d\d €/g };
const cases = SERVICE_TEMPLATES.flatMap((kind) => NOTICE_LANGUAGES.map((language) => ({ kind, language })));

/** Every amount of the facts, and the sums and differences that a message may state of them. */
function amountsOf({ about, concerned = [], overdue, upcoming }: NoticeProps): Set<bigint> {
  const all = new Set<bigint>();
  const walk = (value: unknown): void => {
    if (typeof value === 'bigint') all.add(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  [about, concerned, overdue, upcoming].forEach(walk);
  const total = (sums: readonly bigint[]) => sums.reduce((sum, minor) => sum + minor, 0n);
  for (const rows of [concerned, overdue, upcoming, [...overdue, ...upcoming]])
    all.add(total(rows.map(({ openMinor }) => openMinor)));
  if (about && 'sums' in about) {
    all.add(total(about.sums.map(({ minor }) => minor)));
    all.add(total(about.sums.map(({ minor, paidMinor }) => minor - paidMinor)));
    if ('on' in about)
      all.add(total(about.sums.filter(({ on }) => on <= about.on).map(({ minor, paidMinor }) => minor - paidMinor)));
  }
  if (about && 'amounts' in about) {
    all.add(total(about.amounts.map(({ disputedMinor }) => disputedMinor)));
    all.add(total(about.amounts.map(({ creditedMinor }) => creditedMinor)));
    all.add(total(about.amounts.map(({ disputedMinor, creditedMinor }) => disputedMinor - creditedMinor)));
  }
  return all;
}

/** Every day of the facts, and the end of an instalment's grace. */
function daysOf(props: NoticeProps): Set<string> {
  const { about } = props;
  const days = new Set(
    JSON.stringify(props, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value)).match(DAY),
  );
  if (about?.kind === 'instalment-missed') days.add(addDays(about.on, about.graceDays));
  return days;
}

function checkFacts(language: 'en' | 'es', props: NoticeProps, body: string): void {
  const words = wordsOf(language);
  const amounts = new Set([...amountsOf(props)].map((minor) => spaced(words.money(minor, 'EUR'))));
  expect((body.match(AMOUNT[language]) ?? []).filter((amount) => !amounts.has(amount))).toEqual([]);
  const days = [...daysOf(props)];
  const written = [...days.map(words.date), ...days.map(words.shortDate)].map(spaced);
  const left = written.reduce((text, day) => text.replaceAll(day, ''), body).replace(/https:\S+|F-\d{4}\/\d+/g, '');
  expect(left).not.toMatch(/\b20\d\d\b/);
  expect(body).not.toMatch(/undefined|null|NaN|\{\{|Dear ,|Estimado\/a :|\b[0-9a-f]{8}-[0-9a-f]{4}-/);
}

const spaced = (text: string): string => text.replace(/\s+/g, ' ');
const visible = (html: string): string =>
  spaced(
    html
      .replace(/<(style|title)>.*?<\/\1>/gs, ' ')
      .replace(/<!--.*?-->/gs, '')
      .replace(/<[^>]*>/g, ' '),
  );

test.each(cases)('every sum and day of "$kind" in "$language" is one of the facts', async ({ kind, language }) => {
  const props = sampleProps(language, kind);
  const { html, text, subject } = await renderNotice(kind, props);
  for (const body of [visible(html), spaced(text), subject]) checkFacts(language, props, body);
  for (const [, href = ''] of html.matchAll(/href="(http[^"]+)"/g))
    expect(JSON.stringify([props.concerned, props.overdue, props.upcoming], big)).toContain(href);
});
const big = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

const sums = fc
  .array(fc.record({ days: fc.integer({ min: 1, max: 90 }), minor: fc.bigInt(1n, 99_999_999n), paid: fc.nat(2) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((rows) =>
    rows.map(({ days, minor, paid }) => ({
      on: addDays('2026-12-09', days),
      minor,
      paidMinor: paid === 0 ? 0n : paid === 1 ? minor : minor / 2n,
    })),
  );

test('any agreement is written with its own sums and days', () => {
  fc.assert(
    fc.property(sums, fc.constantFrom('en', 'es'), fc.nat(5), (agreed, language, at) => {
      const on = agreed[at % agreed.length]?.on ?? '';
      const currency = 'EUR';
      const abouts: ServiceAbout[] = [
        { kind: 'promise-confirmed', currency, sums: agreed },
        { kind: 'promise-reminder', currency, sums: agreed, on },
        { kind: 'plan-confirmed', planId: 'x', currency, sums: agreed, graceDays: at },
        { kind: 'instalment-missed', currency, sums: agreed, on, graceDays: at },
      ];
      for (const about of abouts) {
        const props = { ...sampleProps(language, about.kind), about };
        checkFacts(language, props, spaced(plainText(messageCopy(about.kind, props))));
      }
    }),
    { numRuns: 60 },
  );
});

test('facts of another kind make no message', async () => {
  const props = sampleProps('en', 'promise-confirmed');
  await expect(renderNotice('receipt', props)).rejects.toThrow(RangeError);
});
