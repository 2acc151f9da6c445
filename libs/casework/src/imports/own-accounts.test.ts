import { beforeEach, expect, test } from '@jest/globals';
import { camtFile } from '@puntual/testing/builders/camt-file';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { changeBankAccounts } from '../people/change-bank-accounts.ts';
import { otherAccount } from './bank/own-accounts.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

const statementOf = (iban: string) =>
  camtFile(
    [
      { amount: '5.00', transactions: [{ amount: '5.00', text: 'hello', payer: 'Acme' }] },
      { amount: '9.00', side: 'DBIT' },
    ],
    { version: 8, iban },
  );
const own = 'ES9121000418450200051332';
const other = 'DE89370400440532013000';
const set = (...accounts: readonly string[]) =>
  changeBankAccounts(
    world.database,
    world.actor,
    accounts.map((account) => ({ account, currency: null, name: 'Main' })),
    nowMs,
  );

test('without own accounts statements of every account are taken', async () => {
  expect(await world.imported('bank', statementOf(other))).toMatchObject({ unidentified: 1, faults: [] });
});

test('with own accounts the money of another account is a fault, and nothing of it is taken', async () => {
  await set('ES91 2100 0418 4502 0005 1332');
  expect(await world.imported('bank', statementOf(other))).toMatchObject({
    unidentified: 0,
    skipped: 1,
    faults: [[1, null, 'other-account']],
  });
  expect(await world.inside((tx) => tx.unidentifiedReceipt.count())).toBe(0);
  expect(await world.imported('bank', statementOf(own))).toMatchObject({ unidentified: 1, faults: [] });
  await set();
  expect(await world.imported('bank', statementOf(other))).toMatchObject({ unidentified: 1, faults: [] });
});

test('an account is known by its domestic number too; a table without one is of the only account', () => {
  const line = (account: string, currency = 'EUR') => ({ line: 1, account, currency });
  const iban = { account: own, currency: null, name: 'Main' };
  const euros = { account: '12-345-67890-1', currency: 'EUR', name: 'Euros' };
  expect(otherAccount(line('2100 0418 45 0200051332'), [iban])).toBeNull();
  expect(otherAccount(line('0200051332'), [iban])).toBeNull();
  expect(otherAccount(line('51332'), [iban])).toMatchObject({ code: 'other-account' });
  expect(otherAccount(line('12345678901'), [euros])).toBeNull();
  expect(otherAccount(line('12345678901', 'USD'), [euros])).toMatchObject({ code: 'other-account' });
  expect(otherAccount(line(''), [iban])).toBeNull();
  expect(otherAccount(line(''), [iban, euros])).toMatchObject({ code: 'account-not-named' });
});
