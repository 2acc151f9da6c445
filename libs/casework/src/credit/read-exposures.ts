import type { CurrencyBalance, ExposureRules, LimitAmount } from '@puntual/domain/credit/exposure';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { CreditSettings } from '@puntual/domain/credit/credit-settings';
import type { Tx } from '@puntual/db/database';
import { readWorklistSettings } from '../collectors/worklist-settings.ts';
import { readSettings } from '../settings/settings.ts';

/** The limit of credit of a customer, with what the customer owes in each currency. */
export interface CustomerCreditRow {
  readonly customerRowId: string;
  readonly customerId: string;
  readonly name: string;
  readonly limit: LimitAmount | null;
  readonly source: 'erp' | 'person';
  readonly version: number;
  readonly limitIsNew: boolean;
  readonly exceededAt: Date | null;
  readonly balances: readonly CurrencyBalance[];
}

/** How the organization counts an exposure on its day. */
export interface CreditRules extends ExposureRules {
  readonly settings: CreditSettings;
  readonly today: IsoDate;
}

/** How the organization counts an exposure at `now`. */
export async function readCreditRules(tx: Tx, organizationId: string, now: number): Promise<CreditRules> {
  const { currency, timeZone } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { currency: true, timeZone: true },
  });
  const { exchangeRates } = await readWorklistSettings(tx, organizationId);
  const { credit } = await readSettings(tx, organizationId);
  return {
    money: { currency, rates: exchangeRates },
    netCredit: credit.netCredit,
    settings: credit,
    today: localDate(now, timeZone),
  };
}

interface StoredRow {
  readonly customer_row_id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly limit_minor: bigint | null;
  readonly limit_currency: string | null;
  readonly source: 'erp' | 'person';
  readonly version: number;
  readonly limit_is_new: boolean;
  readonly exceeded_at: Date | null;
  readonly balances: readonly (readonly [string, string, string])[] | null;
}

/**
 * The limits of those of these customers (row ids) who have or had one, with their balances: the open principal and
 * charges of each currency, and the money and credit notes that are not applied. In the order of the row ids.
 */
export async function readExposures(tx: Tx, customerRowIds: readonly string[]): Promise<CustomerCreditRow[]> {
  if (customerRowIds.length === 0) return [];
  const ids = [...new Set(customerRowIds)];
  const rows = await tx.$queryRaw<StoredRow[]>`
    SELECT c.id AS customer_row_id, c.customer_id, c.name, k.limit_minor, k.limit_currency, k.source, k.version,
      k.limit_is_new, k.exceeded_at,
      (
        SELECT jsonb_agg(jsonb_build_array(currency, open::text, credit::text) ORDER BY currency)
        FROM (
          SELECT currency, sum(open) AS open, sum(credit) AS credit
          FROM (
            SELECT i.currency, i.open_minor + i.charges_minor AS open, 0 AS credit
              FROM invoice i
              WHERE i.organization_id = k.organization_id AND i.customer_id = k.customer_id
                AND (i.status = 'open' OR i.charges_minor <> 0)
            UNION ALL
            SELECT p.currency, 0, p.unallocated_minor
              FROM payment p
              WHERE p.organization_id = k.organization_id AND p.customer_id = k.customer_id
                AND p.status = 'received' AND p.unallocated_minor > 0
          ) part
          GROUP BY currency
        ) sums
      ) AS balances
    FROM customer_credit k JOIN customer c ON c.id = k.customer_id
    WHERE k.customer_id = ANY(${ids}::uuid[]) AND c.id = ANY(${ids}::uuid[])
      AND (k.limit_minor IS NOT NULL OR k.exceeded_at IS NOT NULL)
    ORDER BY c.id`;
  return rows.map((row) => ({
    customerRowId: row.customer_row_id,
    customerId: row.customer_id,
    name: row.name,
    limit: limitOf(row.limit_minor, row.limit_currency),
    source: row.source,
    version: row.version,
    limitIsNew: row.limit_is_new,
    exceededAt: row.exceeded_at,
    balances: (row.balances ?? []).map(([currency, open, credit]) => ({
      currency,
      openMinor: BigInt(open),
      creditMinor: BigInt(credit),
    })),
  }));
}

/** A stored limit; null: none. */
export function limitOf(minor: bigint | null, currency: string | null): LimitAmount | null {
  return minor === null || currency === null ? null : { minor, currency };
}
