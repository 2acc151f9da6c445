import type { EventOf, PuntualEvent } from '@puntual/contracts/events/events';
import type { Database } from '@puntual/db/database';
import type { EventRefusal } from './verdict.ts';

/** Merged customers, by the ERP's id: the ids of the customers that they were merged into. */
export type MergedIds = ReadonlyMap<string, string>;

/** Which of the customers that the events name were merged into others. */
export async function readMergedIds(
  database: Database,
  organizationId: string,
  events: readonly PuntualEvent[],
): Promise<MergedIds> {
  const ids = [...new Set(events.flatMap(namedCustomers))];
  const rows = await database.inOrganization(
    organizationId,
    (tx) => tx.$queryRaw<{ from: string; into: string }[]>`
      SELECT f.customer_id AS "from", i.customer_id AS "into"
      FROM customer f JOIN customer i ON i.id = f.merged_into
      WHERE f.customer_id = ANY(${ids}::text[])`,
  );
  return new Map(rows.map((row) => [row.from, row.into]));
}

/**
 * The event with the customer that its customer was merged into. An event that describes the merged customer itself
 * stays as it is, and is refused (`mergedRefusal`): it says nothing of the other one. The payer of a group is replaced,
 * too.
 */
export function withoutMerged(event: PuntualEvent, merged: MergedIds): PuntualEvent {
  if (event.type === 'puntual.customer.upserted.v1') return withoutMergedPayer(event, merged);
  if (!('customerId' in event.data) || describesCustomer(event)) return event;
  const into = merged.get(event.data.customerId);
  return into === undefined ? event : ({ ...event, data: { ...event.data, customerId: into } } as PuntualEvent);
}

function withoutMergedPayer(
  event: EventOf<'puntual.customer.upserted.v1'>,
  merged: MergedIds,
): EventOf<'puntual.customer.upserted.v1'> {
  const { group } = event.data;
  const into = group?.payer === undefined ? undefined : merged.get(group.payer);
  return !group || into === undefined ? event : { ...event, data: { ...event.data, group: { ...group, payer: into } } };
}

function namedCustomers({ data }: PuntualEvent): readonly string[] {
  return [
    ...('customerId' in data ? [data.customerId] : []),
    ...('group' in data && data.group?.payer !== undefined ? [data.group.payer] : []),
  ];
}

/** Why an event that describes a merged customer is refused; null for all others. */
export function mergedRefusal({ data }: PuntualEvent, merged: MergedIds): EventRefusal | null {
  const into = 'customerId' in data ? merged.get(data.customerId) : undefined;
  return 'customerId' in data && into !== undefined
    ? { code: 'customer-merged', values: { from: data.customerId, into } }
    : null;
}

function describesCustomer({ type }: PuntualEvent): boolean {
  return type === 'puntual.customer.upserted.v1' || type === 'puntual.open-items.listed.v1';
}
