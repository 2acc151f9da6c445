import type { IsoDate } from '../calendar/dates.ts';
import { minorDigits } from '../money/currency.ts';
import { inOrganizationCurrency, type OrganizationMoney } from '../worklist/organization-amount.ts';
import type { CreditSettings } from './credit-settings.ts';
import type { LimitAmount } from './exposure.ts';

/**
 * Whether a change of a limit is more than one person may grant: it raises or removes the limit, and what is granted is
 * more than `grantedAlone`. Lowering a limit, and giving one to a customer who may owe any amount, never is. Total.
 */
export function isBeyondOnePerson(
  before: LimitAmount | null,
  wanted: LimitAmount | null,
  { money, settings, today }: { money: OrganizationMoney; settings: CreditSettings; today: IsoDate },
): boolean {
  if (before === null) return false;
  if (wanted === null) return true;
  if (wanted.currency === before.currency && wanted.minor <= before.minor) return false;
  const mostMinor = BigInt(settings.grantedAlone) * 10n ** BigInt(minorDigits(money.currency));
  return inOrganizationCurrency([wanted], money, today).minor > mostMinor;
}
