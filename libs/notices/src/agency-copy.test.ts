import { expect, it } from '@jest/globals';
import { agencyCopy } from './agency-copy.ts';

const facts = {
  placementId: 'p-1',
  invoiceId: 'INV-1',
  open: '10.00',
  currency: 'EUR',
  disputed: false,
  packHash: null,
};

it.each(['en', 'es'] as const)('what an agency writes as its reference adds no header and no line (%s)', (language) => {
  const agencyRef = 'R-1\r\nBcc: thief@example.com\n\nPay \u202eus\u202c here';
  const { subject, text } = agencyCopy('changed', { ...facts, agencyRef }, language);
  expect(subject).toMatch(/^[^\p{Cc}\p{Cf}]+ \(R-1 Bcc: thief@example\.com Pay us here\)$/u);
  expect(text.split('\n').filter((line) => line.includes('thief'))).toEqual([
    expect.stringMatching(/: R-1 Bcc: thief@example\.com Pay us here$/),
  ]);
});
