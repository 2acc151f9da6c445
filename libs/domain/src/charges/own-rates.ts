import { z } from 'zod';
import type { IsoDate } from '../calendar/dates.ts';
import { interestRegimes, REGIMES, regimeSchema, type RegimeKey } from './interest-regimes.ts';
import { knownUntil, rateTableSchema, withRates, type RateTable } from '../money/rate-table.ts';

/**
 * Reference rates that an organization has read itself, by the law whose interest they are for: rows of dates, each
 * with its source.
 */
export const ownRatesSchema = z.partialRecord(regimeSchema, rateTableSchema);
export type OwnRates = z.infer<typeof ownRatesSchema>;

/**
 * What an organization knows beyond the tables here: its own rows, and before them those that a policy brings for
 * itself.
 */
export function furtherRates(own: OwnRates, regime: RegimeKey, ofPolicy: RateTable): RateTable {
  return withRates(ownRatesOf(own, regime), ofPolicy);
}

// Belgium and the Netherlands read the directive's reference rate: rows that were entered for it hold for them too.
function ownRatesOf(own: OwnRates, regime: RegimeKey): RateTable {
  const ofRegime = own[regime] ?? [];
  return regime === 'be' || regime === 'nl' ? withRates(own.eu ?? [], ofRegime) : ofRegime;
}

/**
 * Until which day, from `today`, a reference rate is known under each law; null: none for today, and interest of it is
 * not charged.
 */
export function ratesKnownUntil(own: OwnRates, today: IsoDate): Readonly<Record<RegimeKey, IsoDate | null>> {
  return Object.fromEntries(
    REGIMES.map((regime) => [
      regime,
      knownUntil(withRates(interestRegimes[regime].reference, ownRatesOf(own, regime)), today),
    ]),
  ) as Record<RegimeKey, IsoDate | null>;
}
