import { expect, it } from '@jest/globals';
import { creditSettingsSchema } from './credit-settings.ts';
import type { LimitAmount } from './exposure.ts';
import { isBeyondOnePerson } from './second-person.ts';

const money = { currency: 'EUR', rates: [{ currency: 'USD', from: '2026-01-01', rate: '0.5' }] };
const settings = creditSettingsSchema.parse({ grantedAlone: '1000' });
const eur = (minor: number): LimitAmount => ({ currency: 'EUR', minor: BigInt(minor) });
const usd = (minor: number): LimitAmount => ({ currency: 'USD', minor: BigInt(minor) });

it.each<[string, LimitAmount | null, LimitAmount | null, boolean]>([
  ['a raise to what one person may grant', eur(50_000), eur(100_000), false],
  ['a raise beyond it', eur(50_000), eur(100_001), true],
  ['a raise in another currency, by its rate', eur(50_000), usd(200_002), true],
  ['a raise in another currency up to it', eur(50_000), usd(200_000), false],
  ['a lower limit that is still high', eur(900_000), eur(800_000), false],
  ['the removal of a limit', eur(1), null, true],
  ['the first limit of a customer who may owe any amount', null, eur(900_000), false],
])('%s', (_what, before, wanted, isBeyond) => {
  expect(isBeyondOnePerson(before, wanted, { money, settings, today: '2026-11-30' })).toBe(isBeyond);
});
