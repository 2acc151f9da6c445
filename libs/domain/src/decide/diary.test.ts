import { describe, expect, it } from '@jest/globals';
import { madrid, record, sampleCase } from '@puntual/testing/builders/case-facts';
import type { Happening } from '../simulate/happening.ts';
import { runCustomer } from '@puntual/testing/worlds/run-customer';
import type { CaseFacts } from './case-facts.ts';

const messages = (happened: readonly Happening[]) =>
  happened.flatMap((entry) =>
    entry.kind === 'message'
      ? [`${entry.on} ${entry.template} ${entry.carries.map((carried) => carried.invoiceId).join('+')}`]
      : [],
  );
const invoice = (id: string, dueOn: string, change: Parameters<typeof sampleCase>[0] = {}) =>
  sampleCase({ customerOpenMinor: 363000n, ...change, invoice: { id, dueOn, ...change.invoice } });
const pay = (cases: readonly CaseFacts[], ...ids: string[]) =>
  cases.map((facts) =>
    ids.includes(facts.invoice.id)
      ? { ...facts, invoice: { ...facts.invoice, status: 'paid' as const, openMinor: 0n } }
      : facts,
  );

describe('a diary', () => {
  it('of an unpaid invoice: each stage on its day, a call that nobody makes, a proposed placement', () => {
    const { happened } = runCustomer([invoice('A', '2026-06-10')], madrid('2026-05-12'), madrid('2026-12-01'));
    expect(
      happened.flatMap((entry) =>
        entry.kind === 'asked'
          ? [`${entry.on} ${entry.stepId}`]
          : entry.kind === 'did' && entry.decision === 'note-call-overdue'
            ? [`${entry.on} overdue`]
            : [],
      ),
    ).toEqual([
      '2026-06-03 courtesy',
      '2026-06-10 due-today',
      '2026-06-11 friendly',
      '2026-06-18 follow-up',
      '2026-07-01 demand',
      '2026-07-13 call',
      '2026-07-16 overdue',
      '2026-08-10 agency',
    ]);
    expect(messages(happened)).toEqual([
      '2026-06-03 courtesy A',
      '2026-06-10 due-today A',
      '2026-06-11 friendly A',
      '2026-06-18 follow-up A',
      '2026-07-01 demand A',
    ]);
  });

  it('of an outage while steps fall due: the first late step in one message, then the others in order (case 5)', () => {
    // Everything is down from the middle of May until Saturday, 2026-06-20.
    const { happened } = runCustomer([invoice('A', '2026-06-10')], madrid('2026-06-20', '11:00'), madrid('2026-07-10'));
    expect(messages(happened)).toEqual(['2026-06-22 friendly A', '2026-06-29 follow-up A']);
  });

  it('of three invoices, of which the two oldest are paid: the third keeps its own stage (case 6)', () => {
    const three = [invoice('A', '2026-05-13'), invoice('B', '2026-05-27'), invoice('C', '2026-06-10')];
    const before = runCustomer(three, madrid('2026-05-12'), madrid('2026-06-12', '18:00'));
    // The demand of 2026-06-03 lists B too, and gives until the 10th: B waits for that day to pass.
    expect(messages(before.happened).slice(-3)).toEqual([
      '2026-06-03 demand A',
      '2026-06-10 due-today C',
      '2026-06-11 demand B+C',
    ]);
    const after = runCustomer(pay(before.cases, 'A', 'B'), madrid('2026-06-12', '18:00'), madrid('2026-07-10'));
    // C keeps its own steps and their days; but it stood in the demand of the 11th, and no later message about it is
    // milder.
    expect(messages(after.happened)).toEqual([
      '2026-06-15 thank-you A+B',
      '2026-06-18 demand C',
      '2026-07-01 demand C',
    ]);
  });

  it('of a demand that lists an invoice due soon: its payment deadline holds for that invoice, too (case 9)', () => {
    // The demand of Friday 2026-06-05 asks for A, lists B as coming up and gives until the 12th. B falls due on the
    // 9th.
    const two = [
      invoice('A', '2026-05-15', { steps: [record('follow-up', 'sent', '2026-05-25')], lastReminderOn: '2026-05-25' }),
      invoice('B', '2026-06-09', { steps: [record('courtesy', 'sent', '2026-06-02')] }),
    ];
    const { happened } = runCustomer(two, madrid('2026-06-05', '08:00'), madrid('2026-06-20'));
    expect(
      happened.flatMap((entry) =>
        entry.kind === 'message'
          ? [`${entry.on} ${entry.template} ${entry.carries.map((carried) => carried.invoiceId).join('+')}`]
          : [],
      ),
    ).toEqual(['2026-06-05 demand A', '2026-06-09 due-today B', '2026-06-15 demand B']);
  });

  it('of twelve invoices due on one day: one message per stage, about all twelve (case 10)', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => invoice(String(index), '2026-06-10'));
    const { happened } = runCustomer(twelve, madrid('2026-06-09', '18:00'), madrid('2026-06-19'));
    const sent = happened.filter((entry) => entry.kind === 'message');
    expect(sent.map((entry) => [entry.template, entry.carries.length, entry.overdue.length])).toEqual([
      ['due-today', 12, 0],
      ['friendly', 12, 12],
      ['follow-up', 12, 12],
    ]);
  });

  it('of twelve overdue invoices in one import: one message, and each invoice keeps its stage (case 27)', () => {
    const twelve = Array.from({ length: 12 }, (_, index) =>
      invoice(String(index), '2026-04-08', {
        invoice: {
          knownOn: '2026-06-10',
          ...(index < 6 ? { alreadyReached: { stage: 'follow-up', on: '2026-05-06' } } : {}),
        },
      }),
    );
    const { happened } = runCustomer(twelve, madrid('2026-06-10', '12:00'), madrid('2026-06-14'));
    expect(
      happened
        .filter((entry) => entry.kind === 'message')
        .map((entry) => [entry.on, entry.template, entry.carries.length]),
    ).toEqual([['2026-06-11', 'demand', 12]]);
  });

  it('of a pause of one of two invoices: the other goes on, the paused one keeps its stage (cases 11, 17)', () => {
    const two = [
      invoice('A', '2026-06-10', { holds: [{ id: 'h', kind: 'manual', untilOn: '2026-06-17' }] }),
      invoice('B', '2026-06-10'),
    ];
    const { happened } = runCustomer(two, madrid('2026-06-10', '18:00'), madrid('2026-07-06', '18:00'));
    expect(messages(happened)).toEqual([
      '2026-06-11 friendly B',
      '2026-06-18 follow-up A+B',
      '2026-06-25 follow-up A',
      '2026-07-01 demand B',
    ]);
    expect(
      happened.flatMap((entry) => (entry.kind === 'asked' && entry.invoiceId === 'A' ? [entry.stepId] : [])),
    ).toEqual(['friendly', 'follow-up']);
  });

  it('of a broken promise: no message until its end, then the step that the promise stopped (case 16)', () => {
    const { cases } = runCustomer([invoice('A', '2026-06-10')], madrid('2026-05-12'), madrid('2026-06-12'));
    const promised = cases.map((facts) => ({
      ...facts,
      holds: [{ id: 'p', kind: 'promise' as const, untilOn: '2026-06-30' }],
    }));
    expect(messages(runCustomer(promised, madrid('2026-06-12'), madrid('2026-07-31')).happened)).toEqual([
      '2026-07-01 follow-up A',
      '2026-07-14 demand A',
    ]);
  });

  it('of a bounce that is reported late: the milder step is not repeated', () => {
    const steps = [record('friendly', 'dropped', '2026-06-19'), record('follow-up', 'sent', '2026-06-18')];
    expect(
      messages(
        runCustomer(
          [invoice('A', '2026-06-10', { steps, lastReminderOn: '2026-06-18' })],
          madrid('2026-06-19'),
          madrid('2026-07-03'),
        ).happened,
      ),
    ).toEqual(['2026-07-01 demand A']);
  });

  it('of two bounces at once: both steps are requested again, in order and at their distance', () => {
    const steps = [record('friendly', 'dropped', '2026-06-19'), record('follow-up', 'dropped', '2026-06-19')];
    expect(
      messages(
        runCustomer([invoice('A', '2026-06-10', { steps })], madrid('2026-06-19'), madrid('2026-07-01')).happened,
      ),
    ).toEqual(['2026-06-19 friendly A', '2026-06-26 follow-up A']);
  });
});
