import { expect, test } from '@jest/globals';
import { recipientsOfReport, type ReportedAddresses } from './reported-recipients.ts';

const recipient = (contactId: string, address: string) => ({ contactId, channel: 'email' as const, address });
const two = [recipient('k1', 'ap@example.com'), recipient('k2', 'fd@example.com')];

test.each<[string, ReportedAddresses, readonly string[] | null]>([
  ['lists both and quotes one', { listed: ['ap@example.com', 'fd@example.com'], text: 'to <FD@example.com>.' }, ['k2']],
  ['lists one, with its name', { listed: ['Ana <AP@example.com>'] }, ['k1']],
  ['lists both', { listed: ['ap@example.com', 'fd@example.com'], text: 'mailbox unknown' }, null],
  ['quotes the longer address of a stranger', { listed: [], text: 'map@example.com and xfd@example.com' }, null],
  ['quotes a postmaster', { listed: ['fd@example.com'], text: 'from postmaster@example.com' }, ['k2']],
  ['quotes both', { text: 'ap@example.com, fd@example.com' }, ['k1', 'k2']],
  ['says nothing', {}, null],
])('of two recipients, a report that %s is about %j', (_, report, contactIds) => {
  expect(recipientsOfReport(two, report)?.map(({ contactId }) => contactId) ?? null).toEqual(contactIds);
});

const phone = (contactId: string, address: string) => ({ contactId, channel: 'sms' as const, address });
const numbers = [phone('k1', '+34 600 111 222'), phone('k2', '0034600333444')];

test.each<[string, ReportedAddresses, readonly string[] | null]>([
  ['lists one in another form', { listed: ['34600111222'] }, ['k1']],
  ['lists both and quotes one', { listed: ['+34600111222', '+34600333444'], text: 'to +34 600-333-444.' }, ['k2']],
  ['lists both', { listed: ['+34600111222', '+34600333444'], text: 'error 30003' }, null],
  ['quotes a longer number', { listed: [], text: 'id 346001112229' }, null],
])('of two telephones, a report that %s is about %j', (_, report, contactIds) => {
  expect(recipientsOfReport(numbers, report)?.map(({ contactId }) => contactId) ?? null).toEqual(contactIds);
});

test('a report about a message to one person is about that person', () => {
  expect(recipientsOfReport(two.slice(0, 1), { listed: ['other@example.com'] })).toHaveLength(1);
});
