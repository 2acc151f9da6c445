import { beforeEach, describe, expect, test } from '@jest/globals';
import { paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { changeSettings } from '../people/change-settings.ts';
import { takeDeliveryReport } from './take-delivery-report.ts';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

const contractual = (percentPerYear: string) => ({ interest: { regime: 'contractual', percentPerYear } });
const pays = (amount: string, on: string, more: object = {}) =>
  paid({ amount, receivedOn: on, reference: 'F-2026/INV-1', ...more });
const sums = async () => (await world.charges()).map((charge) => [charge.kind, charge.amount_minor]);

describe('the golden numbers, from the policy to the ledger', () => {
  test('GBP 1,000.00 at 8.5 % over 50 days are 11.64', async () => {
    await world.policy(contractual('8.5'), [50], '2026-01-02');
    await world.owes({ currency: 'GBP', total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    expect((await world.demand('2026-03-23')).text).toContain('F-2026/INV-1=100000+interest:1164');
    expect(await world.ledger()).toEqual(['2026-01-05 invoice 100000', '2026-03-23 interest 1164 of interest']);
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 1164n, status: 'open' });
  });

  test('100.00 at 10 % over 15 days are 0.41', async () => {
    await world.policy(contractual('10'), [15], '2026-01-02');
    await world.owes({ total: '100.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    await world.demand('2026-02-16');
    expect(await sums()).toEqual([['interest', 41n]]);
  });

  test("1,000.00 with 10 days at 10.62 % and 62 days at 12.12 % are 23.50, and the law's 40.00", async () => {
    await world.livesIn(db, 'DE');
    await world.policy({ interest: { regime: 'statutory' } }, [72], '2023-05-02');
    await world.owes({ total: '1000.00', issueDate: '2023-05-10', dueDate: '2023-06-20' });
    await world.demand('2023-08-31');
    expect(await sums()).toEqual([
      ['lump-sum', 4000n],
      ['interest', 2350n],
    ]);
    expect((await world.charges())[1]?.how).toMatchObject({
      segments: [
        { days: 10, rate: '10.62', base: '1000.00' },
        { days: 62, rate: '12.12' },
      ],
    });
  });
});

describe('a reference rate that is not known here', () => {
  const entered = {
    from: '2027-01-01',
    until: '2027-06-30',
    percent: '2.65',
    source: 'BOE, Resolución del Tesoro',
    effectiveOn: '2026-12-30',
  };

  test('is not guessed: the message charges no interest and the audit says why; the next charges all', async () => {
    await world.policy({ interest: { regime: 'statutory' } }, [22, 40], '2027-01-02');
    await world.owes({ total: '1000.00', issueDate: '2027-01-05', dueDate: '2027-01-10' });
    expect((await world.demand('2027-02-01')).text).toContain('F-2026/INV-1=100000+lump-sum:4000;');
    expect(await world.audit('charge.withheld')).toMatchObject([
      { data: { charge: 'interest', because: 'no-rate', regime: 'es', on: '2027-01-11' } },
    ]);
    const elsewhere = await freshOrganization(db);
    await changeSettings(
      db.database,
      { ...world.actor, organizationId: elsewhere.id, slug: elsewhere.slug },
      { referenceRates: { es: [{ ...entered, percent: '9.99' }] } },
      noon('2027-02-02'),
    );
    await changeSettings(db.database, world.actor, { referenceRates: { es: [entered] } }, noon('2027-02-02'));
    await world.demand('2027-02-19');
    expect(await sums()).toEqual([
      ['lump-sum', 4000n],
      ['interest', 1167n],
    ]);
    expect((await world.charges())[1]?.how).toMatchObject({
      segments: [{ days: 40, rate: '10.65', source: 'Ley 3/2004, art. 7: 2.65 % + 8 pp (BOE, Resolución del Tesoro)' }],
    });
    expect(await world.audit('settings.changed')).toMatchObject([
      { actor: 'Marta', data: { from: { referenceRates: {} }, to: { referenceRates: { es: [entered] } } } },
    ]);
  });

  test('is entered month by month in Chile', async () => {
    await world.livesIn(db, 'CL');
    const month = (from: string, until: string, percent: string) => ({
      from,
      until,
      percent,
      source: 'CMF, certificado',
      effectiveOn: from,
    });
    await changeSettings(
      db.database,
      world.actor,
      {
        referenceRates: {
          cl: [month('2026-10-15', '2026-11-14', '14.40'), month('2026-11-15', '2026-12-14', '18.00')],
        },
      },
      noon('2026-10-20'),
    );
    await world.policy({ interest: { regime: 'statutory' } }, [20], '2026-10-02');
    await world.owes({ currency: 'CLP', total: '1000000', issueDate: '2026-10-05', dueDate: '2026-10-31' });
    await world.demand('2026-11-20');
    // One per cent, and 14 days at 14.40 % and 6 at 18.00 % over years of 360.
    expect(await sums()).toEqual([
      ['lump-sum', 10_000n],
      ['interest', 8600n],
    ]);
  });
});

describe('a charge', () => {
  const rules = { ...contractual('10'), lateFee: { amount: '12.00', stages: ['demand'] } };

  test('is made when its message is sent, and is announced to the ERP and audited', async () => {
    await world.policy(rules, [20], '2026-01-02');
    await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    await world.evaluate(noon('2026-02-21'));
    const message = await world.reserve(noon('2026-02-21'));
    expect(message.text).toBe('overdue: F-2026/INV-1=100000+fee:1200+interest:548; upcoming: ; settled: ');
    expect(await world.charges()).toEqual([]);
    await world.settle(message.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, noon('2026-02-21'));
    expect(
      await world.settle(message.messageId, { kind: 'sent', providerId: 're-1', by: 'webhook' }, noon('2026-02-21')),
    ).toMatchObject({ result: 'already' });
    expect(await world.charges()).toMatchObject([
      { key: 'INV-1:fee:demand', amount_minor: 1200n, open_minor: 1200n, on: '2026-02-21' },
      { key: 'INV-1:interest:2026-02-21', amount_minor: 548n },
    ]);
    expect((await world.audit('charge.added')).map(({ data }) => [data.charge, data.amount])).toEqual([
      ['fee', '12.00'],
      ['interest', '5.48'],
    ]);
    expect(
      (await world.outbox('collections-event', 'puntual.charge.added.v1')).map(({ payload }) => payload.data),
    ).toMatchObject([
      { charge: 'fee', amount: '12.00', currency: 'EUR', invoiceId: 'INV-1' },
      { charge: 'interest', amount: '5.48', on: '2026-02-21' },
    ]);
    expect(await world.one('SELECT totals FROM message')).toEqual({
      totals: [{ currency: 'EUR', openMinor: '101748', creditMinor: '0', toPayMinor: '101748' }],
    });
  });

  test('is not made by a message that the provider refused, and once by the message that replaced it', async () => {
    await world.policy(rules, [20], '2026-01-02', { contact: { minDaysBetween: 1, channels: ['email', 'sms'] } });
    await world.owes(
      { total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' },
      {
        contacts: [
          { contactId: 'k1', name: 'A', email: 'a@x.example', channels: ['email'] },
          { contactId: 'k2', name: 'B', email: 'b@x.example', channels: ['email'], role: 'other' },
        ],
      },
    );
    await world.evaluate(noon('2026-02-21'));
    const refused = await world.reserve(noon('2026-02-21'));
    await world.settle(refused.messageId, { kind: 'refused', error: 'no such mailbox' }, noon('2026-02-21'));
    expect(await world.charges()).toEqual([]);
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 0n, status: 'open' });
    await world.send(noon('2026-02-21'));
    expect(await sums()).toEqual([
      ['fee', 1200n],
      ['interest', 548n],
    ]);
  });

  test('is made once when the worker dies after the provider accepted the message', async () => {
    await world.policy(rules, [20], '2026-01-02');
    await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    await world.evaluate(noon('2026-02-21'));
    const first = await world.reserve(noon('2026-02-21'));
    const again = await world.reserve(noon('2026-02-21') + 60_000);
    expect(again).toMatchObject({ messageId: first.messageId, text: first.text, tries: 2 });
    await world.settle(first.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, noon('2026-02-21'));
    expect(await sums()).toEqual([
      ['fee', 1200n],
      ['interest', 548n],
    ]);
  });

  test('is not made on an invoice that was paid while the message was being sent', async () => {
    await world.policy(rules, [20], '2026-01-02');
    await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    await world.evaluate(noon('2026-02-21'));
    const message = await world.reserve(noon('2026-02-21'));
    await world.take([pays('1000.00', '2026-02-21')], noon('2026-02-21'));
    await world.settle(message.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, noon('2026-02-21'));
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect((await world.audit('charge.withheld')).map(({ data }) => data.because)).toEqual([
      'paid-meanwhile',
      'paid-meanwhile',
    ]);
  });

  test('of interest follows the declining balance: a second demand charges the days since the first', async () => {
    await world.policy(rules, [20, 40], '2026-01-02');
    await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    await world.demand('2026-02-21');
    await world.take([pays('600.00', '2026-03-03')], noon('2026-03-03'));
    const second = await world.demand('2026-03-13');
    // 30 days on 1,000.00 and 10 on 400.00 at 10 %: 8.2192 + 1.0959 = 9.32, of which 5.48 were charged.
    expect(second.text).toContain('F-2026/INV-1=40000+fee:1200+interest:548+interest:384');
    expect(await sums()).toEqual([
      ['fee', 1200n],
      ['interest', 548n],
      ['interest', 384n],
    ]);
    expect(await world.balance()).toEqual({ open: 40_000n, charges: 2132n, status: 'open' });
  });

  test('of a message that bounced is taken back, and made again by the next message that arrives', async () => {
    await world.policy(rules, [20], '2026-01-02');
    await world.owes(
      { total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' },
      {
        contacts: [
          { contactId: 'k1', name: 'A', email: 'a@x.example', channels: ['email'] },
          { contactId: 'k2', name: 'B', email: 'b@x.example', channels: ['email'], role: 'other' },
        ],
      },
    );
    const message = await world.demand('2026-02-21');
    await takeDeliveryReport(
      db.database,
      {
        slug: world.organization.slug,
        messageId: message.messageId,
        webhookId: 'wh-1',
        providerId: 're-1',
        state: 'bounced',
      },
      noon('2026-02-22'),
    );
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 0n, status: 'open' });
    expect(
      (await world.outbox('collections-event', 'puntual.charge.waived.v1')).map(({ payload }) => payload.data?.reason),
    ).toEqual(['bounced', 'bounced']);
    await world.demand('2026-02-23');
    expect((await world.charges()).map((charge) => [charge.kind, charge.state, charge.amount_minor])).toEqual([
      ['fee', 'taken-back', 1200n],
      ['interest', 'taken-back', 548n],
      ['fee', 'charged', 1200n],
      ['interest', 'charged', 603n],
    ]);
  });

  test('is waived with a reason, once, and interest that was waived is not charged again', async () => {
    await world.policy(rules, [20, 40], '2026-01-02');
    await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
    await world.demand('2026-02-21');
    const [fee, interest] = await world.charges();
    expect(await world.waive(interest?.id ?? '', '2026-02-22')).toEqual({ result: 'done' });
    expect(await world.waive(interest?.id ?? '', '2026-02-23')).toEqual({ result: 'ended' });
    expect(await world.waive('00000000-0000-7000-8000-000000000000', '2026-02-23')).toEqual({ result: 'not-found' });
    expect(await world.audit('charge.waived')).toMatchObject([
      { actor: 'Marta', data: { charge: 'interest', amount: '5.48', reason: 'goodwill' } },
    ]);
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 1200n, status: 'open' });
    await world.demand('2026-03-13');
    expect((await world.charges()).map((charge) => charge.amount_minor)).toEqual([1200n, 548n, 548n]);
    expect(fee?.kind).toBe('fee');
  });

  test('is in pesos without decimals', async () => {
    await world.livesIn(db, 'CL');
    const rates = [
      {
        from: '2026-01-01',
        until: '2026-12-31',
        percent: '6.50',
        source: 'CMF, own reading',
        effectiveOn: '2026-01-01',
      },
    ];
    await world.policy({ interest: { regime: 'statutory', rates } }, [30], '2026-01-02', { currency: 'CLP' });
    await world.owes(
      { currency: 'CLP', total: '1190000', issueDate: '2026-01-05', dueDate: '2026-02-01' },
      { country: 'CL', timeZone: 'America/Santiago', currency: 'CLP' },
    );
    // Noon in Madrid is early morning in Santiago.
    const afternoon = noon('2026-03-03') + 4 * 3_600_000;
    await world.evaluate(afternoon);
    await world.send(afternoon);
    // One per cent, and 1,190,000 over 30 days at 6.50 % of a year of 360 days: 6,445.83.
    expect(await sums()).toEqual([
      ['lump-sum', 11_900n],
      ['interest', 6446n],
    ]);
    expect((await world.audit('charge.added')).map(({ data }) => data.amount)).toEqual(['11900', '6446']);
  });
});
