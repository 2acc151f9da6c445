import { closingDaysSchema, type ClosingDays } from '@puntual/domain/calendar/closing-days';
import { ownRatesSchema, type OwnRates } from '@puntual/domain/charges/own-rates';
import { cautiousMatching, matchingChoiceSchema, type MatchingChoice } from '@puntual/domain/matching/matching-choice';
import type { Tx } from '@puntual/db/database';

/** What an organization has decided for all its cases. */
export interface OrganizationSettings {
  readonly defaultPolicyKey: string;
  readonly contactStoppedAt: Date | null;
  readonly contactStoppedBy: string | null;
  /** Most messages of one of the organization's own days; null: no limit. */
  readonly maxMessagesPerDay: number | null;
  readonly closingDays: ClosingDays;
  readonly matching: MatchingChoice;
  /** Reference rates of interest that the organization has read itself. */
  readonly referenceRates: OwnRates;
}

const NOTHING_DECIDED: OrganizationSettings = {
  defaultPolicyKey: 'standard',
  contactStoppedAt: null,
  contactStoppedBy: null,
  maxMessagesPerDay: null,
  closingDays: { days: [], ranges: [] },
  matching: cautiousMatching,
  referenceRates: {},
};

/** The organization's settings; those of one that never decided anything are the defaults. */
export async function readSettings(tx: Tx, organizationId: string): Promise<OrganizationSettings> {
  const row = await tx.organizationSetting.findUnique({ where: { organizationId } });
  return row
    ? {
        ...row,
        closingDays: closingDaysSchema.parse(row.closingDays),
        matching: matchingChoiceSchema.parse(row.matching),
        referenceRates: ownRatesSchema.parse(row.referenceRates),
      }
    : NOTHING_DECIDED;
}

/** Locks the settings to the end of the transaction, so that changes happen one after the other, and reads them. */
export async function lockSetting(tx: Tx, organizationId: string): Promise<OrganizationSettings> {
  await insertSetting(tx, organizationId);
  await tx.$queryRaw`SELECT 1 FROM organization_setting WHERE organization_id = ${organizationId}::uuid FOR UPDATE`;
  return readSettings(tx, organizationId);
}

/**
 * Whether all contact is stopped, now and until the end of the transaction: it waits for a stop that is being made, and a
 * later stop waits for the end of this transaction. Call it as late as possible, because it delays that stop.
 */
export async function holdContactOpen(tx: Tx, organizationId: string): Promise<'open' | 'stopped'> {
  const read = () => tx.$queryRaw<{ stopped: boolean }[]>`
    SELECT contact_stopped_at IS NOT NULL AS stopped
    FROM organization_setting
    WHERE organization_id = ${organizationId}::uuid
    FOR SHARE`;
  let [row] = await read();
  if (!row) {
    // Another transaction may be inserting the row with the first stop of this organization.
    await insertSetting(tx, organizationId);
    [row] = await read();
  }
  return row?.stopped ? 'stopped' : 'open';
}

async function insertSetting(tx: Tx, organizationId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO organization_setting (organization_id)
    VALUES (${organizationId}::uuid)
    ON CONFLICT DO NOTHING`;
}
