import { decide } from '../decide/decide.ts';
import { spreadOver, thousandthOf } from '@puntual/testing/statistics/chi-square';
import { madrid, madridWindow, sampleCase, sampleDebtor } from '@puntual/testing/builders/case-facts';
import { plannedInstant } from './send-window.ts';

// docs/faults.md, F11: a thousand invoices that are due on one morning.
const DUE_ON = '2026-06-10';
const OPENS = madrid(DUE_ON, '09:00');
const SPREAD_MINUTES = 120;
const minutesAfterOpening = (at: number) => (at - OPENS) / 60_000;

// Version 7 as Postgres' rows get them, made in one batch: one millisecond, a counter that rises by one. The least that
// a hash has to tell them apart.
const neighbours = Array.from(
  { length: 1000 },
  (_, n) =>
    `0199f3c2-7a10-7${(n >> 8).toString(16).padStart(3, '0')}-8f3c-5d1e00a4${(n & 0xff).toString(16).padStart(4, '0')}`,
);
const named = Array.from({ length: 1000 }, (_, n) => `C-${n}`);

describe('a thousand invoices due on one morning', () => {
  it.each([
    ['ids of one batch', neighbours],
    ['ids that count', named],
  ])('start spread evenly over the first two hours (%s)', (_, ids) => {
    const minutes = ids.map((id) => minutesAfterOpening(plannedInstant(DUE_ON, id, madridWindow())));
    const { statistic, freedom } = spreadOver(minutes, SPREAD_MINUTES);
    expect(statistic).toBeLessThan(thousandthOf(freedom));
    // No minute has three times its share.
    const busiest = Math.max(
      ...[...Array(SPREAD_MINUTES).keys()].map((minute) => minutes.filter((each) => each === minute).length),
    );
    expect(busiest).toBeLessThanOrEqual((3 * ids.length) / SPREAD_MINUTES);
  });

  it('sleep until then: what their cases decide at midnight is spread as evenly', () => {
    const minutes = neighbours.map((id) => {
      const decision = decide(
        sampleCase({ customer: sampleDebtor({ id }), invoice: { id: `invoice-of-${id}`, dueOn: DUE_ON } }),
        madrid(DUE_ON, '00:00'),
      );
      if (decision.kind !== 'wait' || decision.until === null) throw new Error(`decides ${decision.kind}`);
      return minutesAfterOpening(decision.until);
    });
    const { statistic, freedom } = spreadOver(minutes, SPREAD_MINUTES);
    expect(statistic).toBeLessThan(thousandthOf(freedom));
  });

  it('the measure tells a storm from an even spread', () => {
    const { statistic, freedom } = spreadOver(
      neighbours.map((_, n) => n % 60),
      SPREAD_MINUTES,
    );
    expect(statistic).toBeGreaterThan(thousandthOf(freedom));
    expect(
      spreadOver(
        neighbours.map((_, n) => n % SPREAD_MINUTES),
        SPREAD_MINUTES,
      ).statistic,
    ).toBeLessThan(10);
  });
});
