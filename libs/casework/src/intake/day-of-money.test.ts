import { beforeEach, describe, expect, test } from '@jest/globals';
import { camtFile } from '@puntual/testing/builders/camt-file';
import { customer, issued, paid, refunded, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { ImportWorld } from '@puntual/testing/worlds/import-world';

const db = useTestDatabase();
let organization: { readonly id: string; readonly slug: string };
let world: CaseWorld;
beforeEach(async () => {
  organization = await freshOrganization(db);
  world = new CaseWorld(db.database, organization);
});

const refused = (code: string, field: string, on: string) => ({
  verdict: 'rejected',
  code: 'invalid',
  refusal: { code, values: { field, on } },
});

describe('money that is dated', () => {
  test('ahead is rejected, and its invoice stays open until it is told on its day', async () => {
    const ahead = paid({ receivedOn: '2026-12-24' });
    expect(await world.take([customer(), issued(), ahead], at('2026-12-02 10:00'))).toMatchObject([
      { verdict: 'accepted' },
      { verdict: 'accepted' },
      refused('day-ahead', 'receivedOn', '2026-12-24'),
    ]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 121_000n });
    expect(await world.take([ahead], at('2026-12-24 10:00'))).toEqual([{ verdict: 'accepted' }]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
  });

  test('ahead is rejected too when it leaves again, also before its payment is known', async () => {
    const events = [
      reversed({ paymentId: 'P-7', reversedOn: '2026-12-24' }),
      refunded({ paymentId: 'P-7', refundedOn: '2026-12-24' }),
    ];
    expect(await world.take([customer(), ...events], at('2026-12-02 10:00'))).toMatchObject([
      { verdict: 'accepted' },
      refused('day-ahead', 'reversedOn', '2026-12-24'),
      refused('day-ahead', 'refundedOn', '2026-12-24'),
    ]);
  });

  test('with the placeholder of another program is rejected', async () => {
    const events = [customer(), issued(), paid({ receivedOn: '1970-01-01' })];
    expect(await world.take(events)).toMatchObject([{}, {}, refused('day-long-past', 'receivedOn', '1970-01-01')]);
  });

  test.each([
    ['2026-11-23', 'ahead'],
    ['1900-01-01', 'long past'],
  ])('%s in a bank’s file, %s, is a fault of its line, and no receipt', async (on) => {
    const imports = new ImportWorld(db.database, organization);
    const entry = { amount: '121.00', on, transactions: [{ payer: 'Nadie', text: 'alquiler' }] };
    const outcome = { accepted: 0, unidentified: 0, faulty: 1, faults: [[1, 'bookedOn', 'refused']] };
    const file = camtFile([entry], { version: 8 });
    expect(await imports.imported('bank', file, {}, true)).toMatchObject(outcome);
    expect(await imports.imported('bank', file)).toMatchObject(outcome);
    expect(await imports.inside((tx) => tx.unidentifiedReceipt.count())).toBe(0);
  });

  test('before an import of open items has a day that has come, though its invoice is dated ahead', async () => {
    const imports = new ImportWorld(db.database, organization);
    const file = 'number;customerId;issueDate;dueDate;total;open\nF-1;C-1;2026-11-30;2026-12-30;100,00;60,00\n';
    expect(await imports.imported('invoices', file)).toMatchObject({ accepted: 1, faulty: 0 });
    expect(await world.query('SELECT received_on::text AS on FROM payment')).toEqual([{ on: '2026-11-20' }]);
    expect(await imports.opens()).toEqual([['F-1', 6_000n]]);
  });
});
