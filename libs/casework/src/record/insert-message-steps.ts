import { localDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';

/** The steps of one message that no policy plans. */
export interface MessageSteps {
  /** The customer who is contacted. */
  readonly customer: { readonly id: string; readonly timeZone: string };
  /** The message (row id): one that the customer asked for, or a service message. */
  readonly part: { readonly asked: string } | { readonly service: string };
  readonly stepId: string;
  readonly invoiceRowIds: readonly string[];
}

/** Requests a message: a step for each invoice, which the gate turns into one message. Needs the customer's lock. */
export async function insertMessageSteps(
  tx: Tx,
  organizationId: string,
  { customer, part, stepId, invoiceRowIds }: MessageSteps,
  now: number,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; case_run: number; occurrence: number }[]>`
    SELECT i.id, i.case_run, coalesce(max(s.occurrence), 0)::int + 1 AS occurrence
    FROM invoice i
    LEFT JOIN step s ON s.organization_id = i.organization_id AND s.invoice_id = i.id AND s.step_id = ${stepId}
    WHERE i.id = ANY(${[...invoiceRowIds]}::uuid[])
    GROUP BY i.id, i.case_run`;
  await insertRows(
    tx,
    'step',
    {
      id: 'uuid',
      organization_id: 'uuid',
      invoice_id: 'uuid',
      customer_id: 'uuid',
      step_id: 'text',
      occurrence: 'int',
      case_run: 'int',
      do: 'text',
      state: 'text',
      requested_at: 'timestamptz',
      changed_on: 'date',
      asked_id: 'uuid',
      service_id: 'uuid',
    },
    rows.map((row) => ({
      id: newId(),
      organization_id: organizationId,
      invoice_id: row.id,
      customer_id: customer.id,
      step_id: stepId,
      occurrence: row.occurrence,
      case_run: row.case_run,
      do: 'send',
      state: 'requested',
      requested_at: new Date(now),
      changed_on: localDate(now, customer.timeZone),
      asked_id: 'asked' in part ? part.asked : null,
      service_id: 'service' in part ? part.service : null,
    })),
  );
}
