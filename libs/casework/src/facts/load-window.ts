import { localDate } from '@puntual/domain/calendar/dates';
import type { SendWindow } from '@puntual/domain/calendar/send-window';
import { contactCaps } from '@puntual/domain/caps/contact-caps';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { CONTACTED_CUSTOMER } from './contacted-customer.ts';
import { sendWindowOf } from './send-window.ts';
import { calendarOf, ORGANIZATION_SETTING, type SettingRow } from './organization-setting.ts';
import type { CustomerKind } from '@puntual/domain/policy/vocabulary';

/**
 * The send window of one customer (row id) under a policy, as the customer's cases have it: with the holidays of the
 * region, the organization's closing days and the law that protects the customer; of a group with a payer, the payer's.
 * Throws when there is no such
 * customer.
 */
export async function loadWindow(tx: Tx, customerRowId: string, policy: Policy, now: number): Promise<SendWindow> {
  const [row] = await tx.$queryRaw<
    {
      country: string;
      region: string | null;
      time_zone: string;
      kind: CustomerKind;
      setting: SettingRow | null;
    }[]
  >`
    SELECT c.country, c.region, c.time_zone, c.kind, ${ORGANIZATION_SETTING} AS setting
    FROM customer own ${CONTACTED_CUSTOMER}
    WHERE own.id = ${customerRowId}::uuid`;
  if (!row) throw new Error(`there is no customer ${customerRowId}`);
  const law = contactCaps(row.country, row.kind, localDate(now, row.time_zone));
  const calendar = calendarOf(row.region, row.setting, law);
  return sendWindowOf(policy, { country: row.country, timeZone: row.time_zone, calendar }, now);
}
