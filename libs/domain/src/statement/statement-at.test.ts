import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import type { LedgerEntry, LedgerInvoice, LedgerMoney } from './dated-entries.ts';
import { statementAt } from './statement-at.ts';

function invoice(id: string, change: Partial<LedgerInvoice> = {}): LedgerInvoice {
  return {
    id,
    invoiceId: id,
    number: `F-${id}`,
    currency: 'EUR',
    issueDate: '2026-10-01',
    dueOn: '2026-11-01',
    dueChanges: [],
    purchaseOrder: null,
    documentUrl: null,
    paymentUrl: null,
    ...change,
  };
}
function money(id: string, amountMinor: bigint, receivedOn: string, change: Partial<LedgerMoney> = {}): LedgerMoney {
  return {
    id,
    kind: 'payment',
    paymentId: id,
    currency: 'EUR',
    amountMinor,
    receivedOn,
    reference: null,
    reversedOn: null,
    outflows: [],
    ...change,
  };
}
const line = (
  invoiceId: string,
  kind: string,
  amountMinor: bigint,
  on: string,
  moneyId: string | null = null,
): LedgerEntry => ({ invoiceId, kind, amountMinor, on, moneyId });

const opens = (statement: ReturnType<typeof statementAt>) =>
  [...statement.overdue, ...statement.upcoming].map((item) => [item.invoice.id, item.openMinor]);

describe('a statement on a day', () => {
  const invoices = [invoice('A'), invoice('B', { dueOn: '2026-12-10' })];
  const entries = [
    line('A', 'invoice', 10_000n, '2026-10-01'),
    line('B', 'invoice', 5_000n, '2026-10-01'),
    line('A', 'lump-sum', 4_000n, '2026-11-02'),
    line('A', 'payment', -6_000n, '2026-11-20', 'P'),
  ];
  const paid = [money('P', 8_000n, '2026-11-20')];

  it('before the payment shows everything open, the late ones apart', () => {
    const statement = statementAt(invoices, entries, paid, '2026-11-19');
    expect(
      statement.overdue.map((item) => [
        item.invoice.id,
        item.daysLate,
        item.totalMinor,
        item.chargesMinor,
        item.openMinor,
      ]),
    ).toEqual([['A', 18, 10_000n, 4_000n, 14_000n]]);
    expect(statement.upcoming.map((item) => [item.invoice.id, item.daysLate])).toEqual([['B', -21]]);
    expect(statement.money).toEqual([]);
    expect(statement.sums).toEqual([
      {
        currency: 'EUR',
        overdueMinor: 14_000n,
        upcomingMinor: 5_000n,
        openMinor: 19_000n,
        chargesMinor: 4_000n,
        creditMinor: 0n,
        balanceMinor: 19_000n,
      },
    ]);
  });

  it('from the payment’s day on shows it, and what of it is the customer’s credit', () => {
    const statement = statementAt(invoices, entries, paid, '2026-11-20');
    expect([...(statement.overdue[0]?.byKind ?? [])]).toEqual([
      ['invoice', 10_000n],
      ['lump-sum', 4_000n],
      ['payment', -6_000n],
    ]);
    expect(statement.money.map((each) => [each.money.id, each.unallocatedMinor])).toEqual([['P', 2_000n]]);
    expect(statement.sums[0]).toMatchObject({ openMinor: 13_000n, creditMinor: 2_000n, balanceMinor: 11_000n });
  });

  it('counts a day that is due as not late', () => {
    expect(statementAt(invoices, entries, paid, '2026-11-01').overdue).toEqual([]);
  });

  it('has the due dates of that day: an amended one counts from the day on which it was known', () => {
    const moved = [
      invoice('A', {
        dueChanges: [
          { on: '2026-11-05', dueOn: '2026-12-01' },
          { on: '2026-11-20', dueOn: '2026-11-15' },
        ],
      }),
      invoice('B', { dueOn: '2026-12-10' }),
    ];
    const items = (on: string) => {
      const { overdue, upcoming } = statementAt(moved, entries, [], on);
      return [...overdue, ...upcoming].map((item) => [item.invoice.id, item.dueOn, item.daysLate]);
    };
    expect(items('2026-11-04')).toEqual([
      ['A', '2026-11-01', 3],
      ['B', '2026-12-10', -36],
    ]);
    expect(items('2026-11-05')).toEqual([
      ['A', '2026-12-01', -26],
      ['B', '2026-12-10', -35],
    ]);
    expect(items('2026-11-20')).toEqual([
      ['A', '2026-11-15', 5],
      ['B', '2026-12-10', -20],
    ]);
  });

  it('knows nothing of what was issued later', () => {
    expect(statementAt(invoices, entries, paid, '2026-09-30')).toMatchObject({
      overdue: [],
      upcoming: [],
      money: [],
      sums: [],
    });
  });

  it('lists old money only while some of it is not allocated', () => {
    const later = statementAt(
      invoices,
      entries,
      [...paid, money('Q', 500n, '2026-11-20'), money('R', 14_000n, '2026-11-20')],
      '2027-06-01',
    );
    expect(later.money.map((each) => each.money.id)).toEqual(['R', 'Q', 'P']);
    const settled = statementAt(
      invoices,
      [...entries, line('B', 'payment', -5_000n, '2026-11-20', 'S')],
      [money('S', 5_000n, '2026-11-20')],
      '2027-06-01',
    );
    expect(settled.money).toEqual([]);
  });

  it('never adds up currencies', () => {
    const mixed = [invoice('A'), invoice('Y', { currency: 'JPY' }), invoice('K', { currency: 'KWD' })];
    const posted = [
      line('A', 'invoice', 1n, '2026-10-01'),
      line('Y', 'invoice', 15_000n, '2026-10-01'),
      line('K', 'invoice', 3_250n, '2026-10-01'),
    ];
    expect(
      statementAt(mixed, posted, [money('C', 7n, '2026-10-02', { currency: 'CLP' })], '2026-12-01').sums.map((sum) => [
        sum.currency,
        sum.openMinor,
        sum.creditMinor,
        sum.balanceMinor,
      ]),
    ).toEqual([
      ['CLP', 0n, 7n, -7n],
      ['EUR', 1n, 0n, 1n],
      ['JPY', 15_000n, 0n, 15_000n],
      ['KWD', 3_250n, 0n, 3_250n],
    ]);
  });
});

describe('money that moves', () => {
  it('before its invoice is issued is the customer’s credit', () => {
    const late = [invoice('A', { issueDate: '2026-10-10' })];
    const entries = [line('A', 'invoice', 1_000n, '2026-10-10'), line('A', 'payment', -1_000n, '2026-10-05', 'P')];
    expect(statementAt(late, entries, [money('P', 1_000n, '2026-10-05')], '2026-10-07')).toMatchObject({
      overdue: [],
      upcoming: [],
      sums: [{ creditMinor: 1_000n, balanceMinor: -1_000n }],
    });
    expect(statementAt(late, entries, [money('P', 1_000n, '2026-10-05')], '2026-10-10').sums).toEqual([]);
  });

  it('that an invoice gave back is on the next one from that day, and not before', () => {
    const invoices = [invoice('A'), invoice('B')];
    const entries = [
      line('A', 'invoice', 100n, '2026-10-01'),
      line('B', 'invoice', 50n, '2026-10-01'),
      line('A', 'payment', -100n, '2026-10-05', 'P'),
      line('A', 'amendment', -50n, '2026-10-20'),
      line('A', 'payment', 50n, '2026-10-20', 'P'),
      line('B', 'payment', -50n, '2026-10-05', 'P'),
    ];
    expect(opens(statementAt(invoices, entries, [money('P', 100n, '2026-10-05')], '2026-10-19'))).toEqual([['B', 50n]]);
    expect(statementAt(invoices, entries, [money('P', 100n, '2026-10-05')], '2026-10-20').sums).toEqual([]);
  });

  it('that was taken back is no credit, and its invoice is open again, from that day', () => {
    const entries = [
      line('A', 'invoice', 100n, '2026-10-01'),
      line('A', 'payment', -100n, '2026-10-05', 'P'),
      line('A', 'reversal', 100n, '2026-10-09', 'P'),
    ];
    const back = [money('P', 130n, '2026-10-05', { reversedOn: '2026-10-09' })];
    expect(statementAt([invoice('A')], entries, back, '2026-10-08').sums[0]).toMatchObject({
      openMinor: 0n,
      creditMinor: 30n,
    });
    expect(statementAt([invoice('A')], entries, back, '2026-10-09')).toMatchObject({
      money: [{ unallocatedMinor: 0n, reversedOn: '2026-10-09' }],
      sums: [{ openMinor: 100n, creditMinor: 0n }],
    });
  });

  it('is not used by a discount that it was the occasion of', () => {
    const entries = [
      line('A', 'invoice', 100n, '2026-10-01'),
      line('A', 'payment', -98n, '2026-10-05', 'P'),
      line('A', 'discount', -2n, '2026-10-05', 'P'),
    ];
    expect(statementAt([invoice('A')], entries, [money('P', 98n, '2026-10-05')], '2026-10-05').sums).toEqual([]);
  });
});

it('on no day shows credit below zero, or a balance that is not all that was invoiced less all that came in', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-10-01', days));
  const steps = fc.array(
    fc.record({ to: fc.integer({ min: 0, max: 2 }), minor: fc.integer({ min: -40, max: 40 }), on: day }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(fc.tuple(day, day, day), day, steps, day, (issued, receivedOn, moves, on) => {
      const invoices = issued.map((issueDate, index) => invoice(String(index), { issueDate }));
      const entries = invoices.map((each) => line(each.id, 'invoice', 100n, each.issueDate));
      const put = [0n, 0n, 0n];
      let left = 100n;
      for (const { to, minor, on: movedOn } of moves) {
        const wanted = BigInt(minor);
        const moved =
          wanted > 0n ? (wanted < left ? wanted : left) : -wanted < (put[to] ?? 0n) ? wanted : -(put[to] ?? 0n);
        if (moved === 0n) continue;
        put[to] = (put[to] ?? 0n) + moved;
        left -= moved;
        entries.push(line(String(to), 'payment', -moved, moved > 0n ? receivedOn : movedOn, 'P'));
      }
      const statement = statementAt(invoices, entries, [money('P', 100n, receivedOn)], on);
      const [sum] = statement.sums;
      const expected = BigInt(issued.filter((date) => date <= on).length) * 100n - (receivedOn <= on ? 100n : 0n);
      expect(sum?.balanceMinor ?? 0n).toBe(expected);
      expect((sum?.creditMinor ?? 0n) >= 0n).toBe(true);
      for (const [, open] of opens(statement)) expect(Number(open)).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});
