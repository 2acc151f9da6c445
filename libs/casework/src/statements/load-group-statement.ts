import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { StatementSum } from '@puntual/domain/statement/statement-at';
import type { Tx } from '@puntual/db/database';
import { loadStatement, type StatementCustomer } from './load-statement.ts';

/** The account of each customer of a group, and the sums of all. */
export interface GroupStatement {
  readonly groupId: string;
  readonly name: string | null;
  /** Null: nobody pays for the group. */
  readonly payer: StatementCustomer | null;
  readonly on: IsoDate;
  /** The payer first, then by name. */
  readonly members: readonly NonNullable<Awaited<ReturnType<typeof loadStatement>>>[];
  readonly sums: readonly GroupSum[];
}

/** A sum of a group; what is to pay nets the credit of each customer with that customer's invoices alone. */
export type GroupSum = StatementSum & { readonly toPayMinor: bigint };

/**
 * The accounts of the customers who are in a group (the ERP's id) now, at the end of one day: `on`, or today in the
 * time zone of the payer. `knownAt` as in `loadStatement`. Null when this organization has no such group, or it is
 * empty.
 */
export async function loadGroupStatement(
  tx: Tx,
  groupId: string,
  asked: { readonly on: IsoDate | null; readonly knownAt: number | null },
  now: number,
): Promise<GroupStatement | null> {
  const rows = await tx.$queryRaw<{ name: string | null; id: string; is_payer: boolean; time_zone: string }[]>`
    SELECT g.name, c.id, c.id IS NOT DISTINCT FROM g.payer_id AS is_payer, c.time_zone
    FROM customer_group g JOIN customer c ON c.group_id = g.id
    WHERE g.key = ${groupId}
    ORDER BY is_payer DESC, c.name, c.id`;
  const [first] = rows;
  if (!first) return null;
  const on = asked.on ?? localDate(asked.knownAt ?? now, first.time_zone);
  const members: GroupStatement['members'][number][] = [];
  for (const { id } of rows) {
    const member = await loadStatement(tx, id, { on, knownAt: asked.knownAt }, now);
    if (member) members.push(member);
  }
  return {
    groupId,
    name: first.name,
    payer: first.is_payer ? (members[0]?.customer ?? null) : null,
    on,
    members,
    sums: sumsOf(members),
  };
}

function sumsOf(members: GroupStatement['members']): GroupSum[] {
  const sums = new Map<string, GroupSum>();
  for (const sum of members.flatMap(({ statement }) => statement.sums)) {
    const known = sums.get(sum.currency);
    const toPayMinor = sum.balanceMinor > 0n ? sum.balanceMinor : 0n;
    sums.set(sum.currency, known ? added(known, { ...sum, toPayMinor }) : { ...sum, toPayMinor });
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function added(a: GroupSum, b: GroupSum): GroupSum {
  return {
    currency: a.currency,
    overdueMinor: a.overdueMinor + b.overdueMinor,
    upcomingMinor: a.upcomingMinor + b.upcomingMinor,
    openMinor: a.openMinor + b.openMinor,
    chargesMinor: a.chargesMinor + b.chargesMinor,
    creditMinor: a.creditMinor + b.creditMinor,
    balanceMinor: a.balanceMinor + b.balanceMinor,
    toPayMinor: a.toPayMinor + b.toPayMinor,
  };
}
