import { addDays, daysBetween } from '@puntual/domain/calendar/dates';
import { parseAmount } from '@puntual/domain/money/amount';
import { demoCompany } from './company.ts';

const today = '2026-01-12';
const company = demoCompany({ seed: 'puntual', today });
const contacts = company.customers.flatMap((customer) => customer.contacts ?? []);

function counts(values: readonly string[]): Record<string, number> {
  return values.reduce<Record<string, number>>((sums, value) => ({ ...sums, [value]: (sums[value] ?? 0) + 1 }), {});
}

describe('the demo company', () => {
  it('is equal for equal seed and day, and differs for another seed', () => {
    expect(demoCompany({ seed: 'puntual', today })).toEqual(company);
    expect(demoCompany({ seed: 'other', today }).invoices).not.toEqual(company.invoices);
  });

  it('has forty customers in six countries, two languages and three currencies', () => {
    expect(company.customers).toHaveLength(40);
    expect(counts(company.customers.map((customer) => customer.country))).toEqual({
      ES: 13,
      CL: 7,
      MX: 5,
      US: 6,
      GB: 5,
      IE: 4,
    });
    expect(counts(company.customers.map((customer) => customer.language))).toEqual({ es: 25, en: 15 });
    expect(counts(company.customers.map((customer) => customer.currency))).toEqual({ EUR: 22, CLP: 7, USD: 11 });
    expect(counts(company.customers.map((customer) => customer.kind ?? ''))).toEqual({
      business: 34,
      consumer: 3,
      'public-body': 3,
    });
    expect(company.customers.filter((customer) => customer.directDebit)).toHaveLength(2);
    expect(company.customers.filter((customer) => customer.address).length).toBeGreaterThanOrEqual(8);
  });

  it('has e-mail addresses in .example domains only, and contacts without e-mail, with SMS, in several roles', () => {
    const emails = contacts.flatMap((contact) => contact.email ?? []);
    expect(emails.filter((email) => !/^[a-z.]+@[a-z-]+\.example$/.test(email))).toEqual([]);
    expect(
      company.customers.filter((customer) => customer.contacts?.every((contact) => contact.email === undefined)),
    ).toHaveLength(3);
    expect(contacts.filter((contact) => contact.channels?.includes('sms')).length).toBeGreaterThan(12);
    const roles = counts(contacts.map((contact) => contact.role ?? ''));
    expect(roles['accounts-payable']).toBe(40);
    expect(roles['finance-director']).toBeGreaterThan(8);
    expect(roles.owner).toBeGreaterThan(3);
  });

  it.each(['puntual', 'other', 'third'])(
    'has three hundred open invoices due from 90 days ago to 45 days ahead with seed %s',
    (seed) => {
      const { invoices } = demoCompany({ seed, today });
      expect(invoices).toHaveLength(300);
      const offsets = invoices.map((invoice) => daysBetween(today, invoice.dueDate));
      expect([Math.min(...offsets), Math.max(...offsets)]).toEqual([-90, 45]);
      const late = offsets.filter((offset) => offset < 0).length;
      expect(late).toBeGreaterThan(50);
      expect(late).toBeLessThan(130);
      expect(invoices.filter((invoice) => invoice.issueDate > today)).toEqual([]);
      expect(new Set(invoices.map((invoice) => invoice.number)).size).toBe(300);
      expect(invoices.filter((invoice) => !/^F-\d{4}\/\d{4}$/.test(invoice.number))).toEqual([]);
      const reached = invoices.filter((invoice) => invoice.alreadyReached);
      expect(reached.length).toBeGreaterThanOrEqual(5);
      expect(reached.length).toBeLessThanOrEqual(12);
      expect(
        reached.filter(
          (invoice) => (invoice.alreadyReached?.on ?? today) >= today || invoice.dueDate > addDays(today, -10),
        ),
      ).toEqual([]);
    },
  );

  it('has amounts that fit the currency, and lines and tax that add up to the total', () => {
    const of = (currency: string) => company.invoices.filter((invoice) => invoice.currency === currency);
    expect([of('EUR').length > 100, of('USD').length > 50, of('CLP').length > 30]).toEqual([true, true, true]);
    const pesos = of('CLP')
      .map((invoice) => Number(invoice.total))
      .sort((a, b) => a - b);
    expect(pesos[Math.floor(pesos.length / 2)]).toBeGreaterThan(500_000);
    expect(pesos.at(-1)).toBeLessThan(60_000_000);
    expect(of('CLP').filter((invoice) => invoice.total.includes('.'))).toEqual([]);
    const itemized = company.invoices.filter((invoice) => invoice.lines);
    expect(itemized.length).toBeGreaterThan(80);
    for (const { lines = [], tax = '0', total, currency } of itemized) {
      expect(lines.reduce((sum, line) => sum + parseAmount(line.amount, currency), parseAmount(tax, currency))).toBe(
        parseAmount(total, currency),
      );
    }
    expect(
      company.invoices.filter((invoice) => invoice.paymentUrl?.startsWith('https://pay.example/')).length,
    ).toBeGreaterThan(100);
    expect(company.invoices.filter((invoice) => invoice.terms?.earlyPayment).length).toBeGreaterThan(3);
    expect(company.invoices.filter((invoice) => invoice.purchaseOrder).length).toBeGreaterThan(50);
  });
});
