import { eventSchema, type PuntualEventInput } from '@puntual/contracts/events/events';
import { addDays, daysBetween, type IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import { eventsOn, factsOn, newInvoicesOn } from './daily-events.ts';
import { type DemoCompany, demoCompany } from './company.ts';
import type { DemoFact } from './demo-fact.ts';

const today = '2026-01-12';
const last = addDays(today, 400);
const company = demoCompany({ seed: 'puntual', today });
const days = daysOf(company, last);
const events = days.flatMap((day) => day.events);
const facts = days.flatMap((day) => day.facts);

/** Facts and events of each day from the company's first day to `until`, both included. */
function daysOf(of: DemoCompany, until: IsoDate) {
  return Array.from({ length: daysBetween(of.today, until) + 1 }, (_, index) => {
    const day = addDays(of.today, index);
    return { day, facts: factsOn(day, of), events: eventsOn(day, of) };
  });
}

function ofType<T extends PuntualEventInput['type']>(
  type: T,
  among: readonly PuntualEventInput[] = events,
): Extract<PuntualEventInput, { type: T }>[] {
  return among.filter((event): event is Extract<PuntualEventInput, { type: T }> => event.type === type);
}
const invoices = ofType('puntual.invoice.issued.v1').map((event) => event.data);
const byId = new Map(invoices.map((invoice) => [invoice.invoiceId, invoice]));
const payerOf = (customerId: string) => company.behaviours.get(customerId)?.payer;

describe('the events of the demo company over 400 days', () => {
  it('are valid, and every id occurs once', () => {
    expect(events.flatMap((event) => eventSchema.safeParse(event).error?.issues ?? [])).toEqual([]);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    const ids = [
      ...invoices.map((invoice) => invoice.number),
      ...ofType('puntual.payment.received.v1').map((event) => event.data.paymentId),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are the same when one day alone is computed for a new instance of the company', () => {
    const again = demoCompany({ seed: 'puntual', today });
    for (const { day, events: expected } of [days[400], days[37], days[0]].flatMap((entry) => entry ?? []))
      expect(eventsOn(day, again)).toEqual(expected);
    expect(eventsOn(addDays(today, -1), company)).toEqual([]);
  });

  it('are ordered by time, and each is on its day', () => {
    for (const { day, events: ofDay } of days) {
      const times = ofDay.map((event) => event.time);
      expect(times).toEqual([...times].sort());
      expect(times.filter((time) => !time.startsWith(day))).toEqual([]);
    }
  });

  it('begin with the customers and three hundred invoices, and contain one heartbeat a day', () => {
    expect(days[0]?.events.map((event) => event.type.split('.')[1])).toEqual([
      ...Array<string>(40).fill('customer'),
      ...Array<string>(300).fill('invoice'),
      'feed',
    ]);
    for (const { events: ofDay } of days) expect(ofType('puntual.feed.heartbeat.v1', ofDay)).toHaveLength(1);
  });

  it('issue about three new invoices a day, numbered without gaps', () => {
    const issued = days.slice(1).flatMap(({ day }) => newInvoicesOn(day, company));
    expect(issued.length / 400).toBeGreaterThan(2.7);
    expect(issued.length / 400).toBeLessThan(3.7);
    for (const year of ['2025', '2026', '2027']) {
      const numbers = invoices
        .filter((invoice) => invoice.issueDate.startsWith(year))
        .map((invoice) => Number(invoice.number.slice(-4)))
        .sort((a, b) => a - b);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it('never settle more of an invoice than is open, and never settle an unknown invoice', () => {
    const open = new Map<string, bigint>();
    for (const fact of facts) {
      if (fact.body.type === 'puntual.invoice.issued.v1')
        open.set(fact.body.data.invoiceId, parseAmount(fact.body.data.total, fact.body.data.currency));
      for (const { invoiceId, minor } of fact.settles) {
        const left = (open.get(invoiceId) ?? -1n) - minor;
        expect({ subject: fact.subject, overdrawn: left < 0n }).toEqual({ subject: fact.subject, overdrawn: false });
        open.set(invoiceId, left);
      }
    }
  });

  it('pay exactly what they settle, except early discounts and deliberate overpayments', () => {
    for (const fact of facts) {
      const { body } = fact;
      if (body.type !== 'puntual.payment.received.v1') continue;
      const { amount, currency, allocations = [] } = body.data;
      const minor = parseAmount(amount, currency);
      const settled = fact.settles.reduce((sum, line) => sum + line.minor, 0n);
      const difference = fact.meant === 'overpayment' ? 'over' : minor === settled ? 'none' : 'discount';
      if (difference === 'over') expect(minor).toBeGreaterThan(settled);
      if (difference === 'discount') {
        const invoice = byId.get(fact.settles[0]?.invoiceId ?? '');
        expect(invoice?.terms?.earlyPayment?.percent).toBe('2');
        expect(daysBetween(invoice?.issueDate ?? '', fact.day)).toBeLessThanOrEqual(10);
        expect(Number(minor) / Number(settled)).toBeCloseTo(0.98, 4);
      }
      if (allocations.length > 0)
        expect(
          decimalAmount(
            allocations.reduce((sum, line) => sum + parseAmount(line.amount, currency), 0n),
            currency,
          ),
        ).toBe(amount);
    }
    expect(facts.filter((fact) => fact.meant === 'overpayment').length).toBeGreaterThan(3);
    expect(facts.filter((fact) => fact.meant === 'round-sum').length).toBeGreaterThan(3);
  });

  it('settle every invoice of a payer in the end, and none of a silent customer', () => {
    const open = new Map(invoices.map((invoice) => [invoice.invoiceId, parseAmount(invoice.total, invoice.currency)]));
    for (const fact of facts)
      for (const { invoiceId, minor } of fact.settles) open.set(invoiceId, (open.get(invoiceId) ?? 0n) - minor);
    const old = invoices.filter((invoice) => invoice.issueDate < addDays(last, -125));
    expect(
      old
        .filter((invoice) => (open.get(invoice.invoiceId) === 0n) === (payerOf(invoice.customerId) === 'silent'))
        .map((invoice) => invoice.invoiceId),
    ).toEqual([]);
    expect(old.filter((invoice) => payerOf(invoice.customerId) === 'silent').length).toBeGreaterThan(20);
  });

  it(
    'contain every behaviour within two months: on time, reminded, in parts, after the call, bounced, credited, ' +
      'amended, cancelled, several at once',
    () => {
      const first = facts.filter((fact) => fact.day <= addDays(today, 60) && fact.day > today);
      const payments = (payer: string): DemoFact[] =>
        first.filter(
          (fact) => fact.body.type === 'puntual.payment.received.v1' && payerOf(fact.body.data.customerId) === payer,
        );
      const seen = {
        prompt: payments('prompt').length,
        forgetful: payments('forgetful').length,
        stubborn: payments('stubborn').length,
        chaotic: payments('chaotic').length,
        parts: payments('slow').filter((fact) => fact.subject.includes('part-2')).length,
        ...Object.fromEntries(
          ['payment.reversed', 'credit-note.issued', 'invoice.amended', 'invoice.cancelled'].map((type) => [
            type,
            first.filter((fact) => fact.body.type.includes(type)).length,
          ]),
        ),
        many: first.filter((fact) => fact.settles.length > 1).length,
        roundSums: first.filter((fact) => fact.meant === 'round-sum').length,
        tooMuch: first.filter((fact) => fact.meant === 'overpayment').length,
      };
      expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
    },
  );
});

describe('a payer of the demo company', () => {
  // every weekday as the first day, because weekends move payments
  it.each([0, 1, 2, 3, 4, 5, 6])('pays within the limits of its type when the company opens on weekday %i', (shift) => {
    const other = demoCompany({ seed: `s${String(shift)}`, today: addDays(today, shift) });
    const whole = daysOf(other, addDays(other.today, 200));
    const issued = new Map(
      whole
        .flatMap(({ events: ofDay }) => ofType('puntual.invoice.issued.v1', ofDay))
        .map((event) => [event.data.invoiceId, event.data]),
    );
    for (const { day, facts: ofDay } of whole) {
      for (const fact of ofDay) {
        const invoice = issued.get(fact.settles[0]?.invoiceId ?? '');
        if (!invoice || fact.body.type !== 'puntual.payment.received.v1') continue;
        const payer = other.behaviours.get(invoice.customerId)?.payer;
        const daysLate = daysBetween(invoice.dueDate, day);
        const limits: Partial<Record<string, [number, number]>> = {
          prompt: fact.body.data.method === 'direct-debit' ? [0, 2] : [-60, 0],
          forgetful: [2, 14],
          slow: [20, 42],
          stubborn: [34, 86],
        };
        const [from, to] = limits[payer ?? ''] ?? [-60, 200];
        const known = invoice.dueDate >= other.today;
        expect({ payer, daysLate, fits: !known || (daysLate >= from && daysLate <= to) }).toEqual({
          payer,
          daysLate,
          fits: true,
        });
      }
    }
  });
});
