import { describe, expect, it } from '@jest/globals';
import { addDays, daysBetween } from '../calendar/dates.ts';
import { standardPolicy } from '../policy/standard.ts';
import type { Happening } from '../simulate/happening.ts';
import { runCustomer } from '@puntual/testing/worlds/run-customer';
import { madrid, sampleCase, sampleDebtor, samplePolicy } from '@puntual/testing/builders/case-facts';
import type { CaseFacts } from './case-facts.ts';
import { type Stage, stageRank } from '../policy/vocabulary.ts';

// Cases of docs/cases.md, run over months.
const messages = (happened: readonly Happening[]) =>
  happened.flatMap((entry) =>
    entry.kind === 'message'
      ? [`${entry.on} ${entry.template} ${entry.carries.map((carried) => carried.invoiceId).join('+')}`]
      : [],
  );
const invoice = (id: string, dueOn: string, change: Parameters<typeof sampleCase>[0] = {}) =>
  sampleCase({ ...change, invoice: { id, dueOn, ...change.invoice } });

describe('5,000 open invoices that come in one import (case 27)', () => {
  const REACHED: readonly (Stage | null)[] = [null, 'friendly', 'follow-up', 'demand'];
  const importedOn = '2026-06-10';
  const customers = Array.from({ length: 500 }, (_, customer) =>
    Array.from({ length: 10 }, (_, index) => {
      const stage = REACHED[(customer + index) % REACHED.length] ?? null;
      return invoice(`${customer}-${index}`, addDays('2026-04-01', (customer * 7 + index * 3) % 60), {
        customer: sampleDebtor({ id: `customer-${customer}` }),
        customerOpenMinor: 1_210_000n,
        invoice: { knownOn: importedOn, alreadyReached: stage && { stage, on: '2026-06-01' } },
      });
    }),
  );
  const runs = customers.map((cases) => ({
    cases,
    happened: runCustomer(cases, madrid(importedOn), madrid('2026-07-10')).happened,
  }));
  const sent = runs.map((run) => run.happened.filter((entry) => entry.kind === 'message'));

  it('keep the stage that they had reached before; one without a reached stage starts with the first late step', () => {
    for (const { cases, happened } of runs) {
      for (const {
        invoice: { id, alreadyReached },
      } of cases) {
        const first = happened.find((entry) => entry.kind === 'asked' && entry.invoiceId === id);
        const step = standardPolicy.steps.find((each) => first?.kind === 'asked' && each.id === first.stepId);
        if (alreadyReached === null) expect(step?.id).toBe('friendly');
        else expect(step && stageRank(step.stage)).toBeGreaterThan(stageRank(alreadyReached.stage));
      }
    }
  });

  it('bring each customer at most one message on the first day, and later messages at their distance', () => {
    const days = new Map<string, number>();
    for (const list of sent) {
      for (const [index, entry] of list.entries()) {
        days.set(entry.on, (days.get(entry.on) ?? 0) + 1);
        const before = list[index - 1];
        if (before)
          expect(daysBetween(before.on, entry.on)).toBeGreaterThanOrEqual(standardPolicy.contact.minDaysBetween);
      }
    }
    expect(sent.every((list) => list.length > 0)).toBe(true);
    expect(Math.max(...days.values())).toBeLessThanOrEqual(customers.length);
    expect([...days.keys()].sort()[0]).toBe('2026-06-11');
  });

  it('are reminded of over the first hours of the window, each customer at its own minute', () => {
    const minutes = new Set(sent.map((list) => Math.floor((list[0]?.at ?? 0) / 60_000)));
    expect(minutes.size).toBeGreaterThan(60);
  });
});

describe('an outage while steps fall due (case 5)', () => {
  it('of many days is caught up afterwards: each missed step once, in order, at most one a day', () => {
    // Everything is down until the evening of Friday, 2026-07-10, a month after the due date.
    const { happened } = runCustomer([invoice('A', '2026-06-10')], madrid('2026-07-10', '20:00'), madrid('2026-10-01'));
    expect(messages(happened)).toEqual(['2026-07-13 friendly A', '2026-07-20 follow-up A', '2026-08-03 demand A']);
  });
});

describe('open credit that covers the debt (case 18)', () => {
  const two = [
    invoice('A', '2026-06-10', { creditMinor: 242000n, customerOpenMinor: 242000n }),
    invoice('B', '2026-06-10', { creditMinor: 242000n, customerOpenMinor: 242000n }),
  ];
  it('stops every reminder to the customer', () => {
    expect(runCustomer(two, madrid('2026-06-01'), madrid('2026-12-01')).happened).toEqual([]);
  });
  it('stops no reminder when it covers only a part of the debt', () => {
    const three = [...two, invoice('C', '2026-06-10')].map((facts): CaseFacts => ({
      ...facts,
      creditMinor: 242000n,
      customerOpenMinor: 363000n,
    }));
    expect(messages(runCustomer(three, madrid('2026-06-10', '18:00'), madrid('2026-06-12')).happened)).toEqual([
      '2026-06-11 friendly A+B+C',
    ]);
  });
});

describe('a company in EUR with invoices in other currencies (case 33)', () => {
  it('compares each limit in the currency of the invoice; a currency that is not named has no limit', () => {
    const policy = samplePolicy({
      steps: [
        {
          id: 'friendly',
          day: 1,
          stage: 'friendly',
          do: 'send',
          template: 'friendly',
          when: { openAtLeast: { EUR: '10', JPY: '1000' } },
        },
      ],
    });
    const open = (id: string, currency: string, openMinor: bigint) =>
      invoice(id, '2026-06-10', { policy, invoice: { currency, openMinor } });
    const { happened } = runCustomer(
      [open('euros', 'EUR', 999n), open('few-yen', 'JPY', 999n), open('yen', 'JPY', 1000n), open('pesos', 'CLP', 1n)],
      madrid('2026-06-01'),
      madrid('2026-08-01'),
    );
    expect(messages(happened)).toEqual(['2026-06-11 friendly yen+pesos']);
  });
});
