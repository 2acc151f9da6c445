import { expect, test } from '@jest/globals';
import type { AgreementProps } from './agreement-props.ts';
import { agreementPdf } from './agreement-pdf.ts';

const props = (language: string, change: Partial<AgreementProps> = {}): AgreementProps => ({
  language,
  creditor: {
    name: 'Demo S.L.',
    email: 'cobros@example.com',
    phone: null,
    address: null,
    brandColour: '#1f3a5f',
    paymentInstructions: 'IBAN ES91 2100 0418 4502 0005 1332',
  },
  customer: { name: 'Talleres Núñez S.L.', customerId: 'C-1' },
  planId: '0199c000-0000-7000-8000-000000000000',
  madeOn: '2026-11-23',
  currency: 'EUR',
  totalMinor: 242_000n,
  instalments: [
    { on: '2026-12-01', minor: 82_000n },
    { on: '2027-01-04', minor: 80_000n },
    { on: '2027-02-01', minor: 80_000n },
  ],
  invoices: ['F-2026/1001', 'F-2026/1002'],
  charges: 'included',
  graceDays: 7,
  ...change,
});

test('the agreement of a plan is one page, the same bytes each time, and another text in each language', async () => {
  const [spanish, again, english] = await Promise.all(
    ['es', 'es', 'en'].map((language) => agreementPdf(props(language))),
  );
  expect(spanish?.equals(again ?? Buffer.alloc(0))).toBe(true);
  expect(english?.equals(spanish ?? Buffer.alloc(0))).toBe(false);
  expect(spanish?.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
});

test('a plan of sixty instalments runs over pages', async () => {
  const instalments = Array.from({ length: 60 }, (_, index) => ({ on: '2026-12-01', minor: BigInt(index + 1) }));
  const pdf = await agreementPdf(props('en', { instalments, charges: 'waived' }));
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
});
