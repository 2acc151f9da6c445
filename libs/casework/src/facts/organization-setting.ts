import type { ClosingDays } from '@puntual/domain/calendar/closing-days';
import type { ContactCaps } from '@puntual/domain/caps/contact-caps';
import { SERVICE_TEMPLATES } from '@puntual/domain/policy/vocabulary';
import {
  isSwitchedOn,
  serviceSettingsSchema,
  type ServiceSettings,
} from '@puntual/domain/service-messages/service-settings';
import { sql } from '@puntual/db/sql';
import type { CustomerCalendar } from './send-window.ts';

/** The settings of an organization that decisions about its cases need. */
export interface SettingRow {
  readonly country: string;
  readonly defaultPolicyKey: string | null;
  /** The organization has stopped all contact. */
  readonly stopped: boolean;
  readonly maxMessagesPerDay: number | null;
  readonly closingDays: ClosingDays | null;
  /** Null or empty: no service message is sent. */
  readonly service?: unknown;
}

/** SQL: the settings of the organization of the customer `c`, as one JSON object of `SettingRow`. */
export const ORGANIZATION_SETTING = sql`(
  SELECT jsonb_build_object(
    'country', o.country, 'defaultPolicyKey', os.default_policy_key, 'stopped', os.contact_stopped_at IS NOT NULL,
    'maxMessagesPerDay', os.max_messages_per_day, 'closingDays', os.closing_days,
    'service', os.service_messages)
  FROM organization o LEFT JOIN organization_setting os ON os.organization_id = o.id
  WHERE o.id = c.organization_id)`;

/** Which service messages the organization sends; null: none at all. */
export function serviceSettingsOf(setting: SettingRow | null): ServiceSettings | null {
  const { success, data } = serviceSettingsSchema.safeParse(setting?.service ?? {});
  return success && SERVICE_TEMPLATES.some((kind) => isSwitchedOn(data, kind)) ? data : null;
}

/**
 * What narrows a customer's send window: the holidays of `region`, the organization's closing days, and the law that
 * protects the customer.
 */
export function calendarOf(region: string | null, setting: SettingRow | null, law: ContactCaps): CustomerCalendar {
  if (setting === null) return { region, law };
  const closing = setting.closingDays ?? { days: [], ranges: [] };
  return { region, law, organization: { country: setting.country, region: null, closing } };
}
