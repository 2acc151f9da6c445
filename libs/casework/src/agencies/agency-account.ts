import { owedByAgency } from '@puntual/domain/agencies/commission';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { type Actor, storedActor } from '../record/actor.ts';
import { dateColumn } from '../record/dates.ts';
import { auditAgency, findAgency } from './agencies.ts';

/** What an agency collected, keeps, and still owes in a currency, in minor units. */
export interface AgencyBalance {
  readonly currency: string;
  readonly collectedMinor: bigint;
  /** Its commission: what it keeps, and what it bills. */
  readonly keptMinor: bigint;
  readonly billedMinor: bigint;
  readonly paidOverMinor: bigint;
  readonly owedMinor: bigint;
}

/** The account of an agency (row id) by currency. */
export async function readAgencyAccount(tx: Tx, agencyId: string): Promise<readonly AgencyBalance[]> {
  const rows = await tx.$queryRaw<{ currency: string; kind: EntryKind; minor: bigint }[]>`
    SELECT currency, kind, sum(amount_minor)::bigint AS minor
    FROM agency_entry
    WHERE agency_id = ${agencyId}::uuid
    GROUP BY currency, kind
    ORDER BY currency`;
  return [...new Set(rows.map(({ currency }) => currency))].map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    const sum = (kind: EntryKind) => own.find((row) => row.kind === kind)?.minor ?? 0n;
    return {
      currency,
      collectedMinor: sum('collected'),
      keptMinor: -sum('commission'),
      billedMinor: -sum('invoiced'),
      paidOverMinor: -sum('paid-over'),
      owedMinor: owedByAgency(own),
    };
  });
}

type EntryKind = Parameters<typeof owedByAgency>[0][number]['kind'];

/** Money that an agency paid over. */
export interface PaidOver {
  readonly key: string;
  /** A decimal amount. */
  readonly amount: string;
  readonly currency: string;
  readonly on: IsoDate;
  readonly reference: string | null;
}

export type PaidOverResult =
  | { readonly result: 'done'; readonly agencyId: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Notes that an agency paid money over, which lowers what it owes. The customers' invoices were paid when the agency
 * collected, so nothing else changes. Refuses more than the agency owes in the currency.
 */
export async function notePaidOver(
  database: Database,
  actor: Actor,
  { key, amount, currency, on, reference }: PaidOver,
  now: number,
): Promise<PaidOverResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PaidOverResult> => {
    const agency = await findAgency(tx, actor.organizationId, key);
    if (!agency) return { result: 'not-found' };
    // Two people who note the same transfer follow each other.
    await tx.$queryRaw`SELECT 1 FROM agency WHERE id = ${agency.id}::uuid FOR NO KEY UPDATE`;
    const minor = readAmount(amount, currency, 'amount');
    if (typeof minor !== 'bigint') return { result: 'invalid', refusal: minor };
    if (minor <= 0n) return { result: 'invalid', refusal: { code: 'not-positive', path: 'amount', values: {} } };
    const balance = (await readAgencyAccount(tx, agency.id)).find((each) => each.currency === currency);
    const owedMinor = balance?.owedMinor ?? 0n;
    if (minor > owedMinor) {
      const owed = { amount: decimalAmount(owedMinor, currency), currency };
      return { result: 'invalid', refusal: { code: 'more-than-owed', path: 'amount', values: { owed } } };
    }
    const entry = { kind: 'paid-over', currency, amountMinor: -minor, on: dateColumn(on), reference };
    await tx.agencyEntry.create({
      data: {
        id: newId(),
        organizationId: actor.organizationId,
        agencyId: agency.id,
        ...entry,
        notedAt: new Date(now),
        notedBy: storedActor(actor),
      },
    });
    const data = { agencyId: agency.id, on, amount: decimalAmount(minor, currency), currency };
    await auditAgency(tx, actor, { kind: 'agency.paid-over', data }, now);
    return { result: 'done', agencyId: agency.id };
  });
}
