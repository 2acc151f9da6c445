import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { addOpenDays, type SendWindow } from '@puntual/domain/calendar/send-window';
import type { DisputeSettings } from '@puntual/domain/disputes/dispute-settings';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';
import { sendWindowOf } from '../facts/send-window.ts';
import { readSettings } from '../settings/settings.ts';

/** The open days by which an organization counts its own deadlines, and its settings of disputes. */
export interface OrganizationDays {
  readonly today: IsoDate;
  readonly settings: DisputeSettings;
  /** The day that is `count` of the organization's open days after today. */
  after(count: number): IsoDate;
}

// Deadlines of colleagues follow the organization's own holidays and closing days, whatever a policy says of a debtor.
const ownDays = {
  ...standardPolicy,
  calendar: { ...standardPolicy.calendar, holidays: 'debtor-country' as const, closingDays: true },
};

/** Reads the organization's open days as of `now`. Throws when there is no such organization. */
export async function readOrganizationDays(tx: Tx, organizationId: string, now: number): Promise<OrganizationDays> {
  const { country, timeZone } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const { closingDays, disputes } = await readSettings(tx, organizationId);
  const calendar = { organization: { country, region: null, closing: closingDays } };
  const window: SendWindow = sendWindowOf(ownDays, { country, timeZone, calendar }, now);
  const today = localDate(now, timeZone);
  return { today, settings: disputes, after: (count) => addOpenDays(today, count, window) };
}
