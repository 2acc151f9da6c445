import { expect, it } from '@jest/globals';
import { contactCaps } from './contact-caps.ts';
import { capsFreeOn } from './next-allowed.ts';
import type { PastContact } from './past-contact.ts';

const caps = contactCaps('US', 'consumer', '2026-06-10');
const conversation = (on: string, debt: string): PastContact => ({
  on,
  how: 'call',
  personIds: ['ana'],
  invoiceIds: [debt],
  conversation: true,
});

it.each([
  [['a', 'b'], '2026-06-08', '2026-06-05'],
  [['b', 'a'], '2026-06-08', '2026-06-05'],
  [['a', 'b'], '2026-06-05', '2026-06-08'],
])('a contact about the debts %j waits for the later of two conversations: %s, %s', (invoiceIds, ofA, ofB) => {
  const past = [conversation(ofA, 'a'), conversation(ofB, 'b')];
  const wanted = { channel: 'call', personIds: ['ana'], invoiceIds } as const;
  expect(capsFreeOn(wanted, past, caps, '2026-06-10')).toEqual({
    on: '2026-06-15',
    reason: {
      code: 'cap-after-conversation',
      rowId: 'us-reg-f-after-conversation',
      lastOn: '2026-06-08',
      until: '2026-06-15',
      source: {
        law: 'Regulation F, 12 CFR 1006',
        article: '1006.14(b)(2)(i)(B)',
        url: 'https://law.lawstack.com/cfr/12/1006.14/',
      },
    },
  });
});
