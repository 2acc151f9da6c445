import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import { chargesWithMessage, type MessageCharge, type WithheldCharge } from '@puntual/domain/charges/message-charges';
import type { ContactRequest } from '@puntual/domain/decide/customer-facts';
import type { BalanceLine } from '@puntual/domain/entries/entries';
import { stepOf, type Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import type { LoadedCustomer } from '../facts/load-customer.ts';
import { isoDate } from '../record/dates.ts';
import { groupValues } from '../record/group-by.ts';
import { readSettings } from '../settings/settings.ts';
import type { Stage } from '@puntual/domain/policy/vocabulary';

/** What a message charges on one invoice, kept with the message until it is known that it was sent. */
export interface ProposedCharges {
  readonly stage: Stage;
  readonly whenPrincipalPaid: Policy['charges']['whenPrincipalPaid'];
  readonly charges: readonly MessageCharge[];
  readonly withheld: readonly WithheldCharge[];
}

/**
 * Computes what the steps that a message carries charge, by invoice (row id), from the invoice's own policy and the law
 * of the organization's country. Invoices that the message only lists get no new charge. Reads under the customer's lock
 * and writes nothing: `postCharges` writes the charges once the message is known to be sent.
 */
export async function proposeCharges(
  tx: Tx,
  organization: { readonly id: string; readonly country: string },
  customer: LoadedCustomer,
  carries: readonly ContactRequest[],
  today: IsoDate,
): Promise<ReadonlyMap<string, ProposedCharges>> {
  const gates = new Map(customer.facts.invoices.map((invoice) => [invoice.id, invoice]));
  const asking = carries.flatMap((request) => {
    const policy = gates.get(request.invoiceId)?.policy;
    const step = policy && stepOf(policy, request.stepId);
    const row = customer.invoices.get(request.invoiceId);
    return policy && step && row && (policy.charges.lateFee || policy.charges.interest)
      ? [{ row, policy, stage: step.stage }]
      : [];
  });
  if (asking.length === 0) return new Map();
  const ids = asking.map(({ row }) => row.id);
  const [lines, charged, disputed] = [
    await principalLines(tx, ids),
    await chargedBefore(tx, ids),
    await disputes(tx, ids, customer),
  ];
  const { kind, country } = customer.facts.customer;
  const { referenceRates } = await readSettings(tx, organization.id);
  return new Map(
    asking.flatMap(({ row, policy, stage }) => {
      const { charges, withheld } = chargesWithMessage(
        policy,
        stage,
        {
          invoiceId: row.invoiceId,
          currency: row.currency,
          dueOn: row.dueOn,
          lines: lines.get(row.id) ?? [],
          charged: charged.get(row.id) ?? [],
          disputed: disputed.get(row.id) ?? [],
          debtor: { kind, country },
          lawCountry: organization.country,
          ownRates: referenceRates,
        },
        today,
      );
      return charges.length + withheld.length === 0
        ? []
        : [[row.id, { stage, whenPrincipalPaid: policy.charges.whenPrincipalPaid, charges, withheld }] as const];
    }),
  );
}

async function principalLines(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly BalanceLine[]>> {
  const rows = await tx.$queryRaw<{ invoice_id: string; on: Date; minor: bigint }[]>`
    SELECT invoice_id, entry_on AS on, sum(amount_minor)::bigint AS minor
    FROM entry
    WHERE invoice_id = ANY(${ids}::uuid[]) AND charge_id IS NULL
    GROUP BY invoice_id, entry_on
    ORDER BY entry_on`;
  return groupValues(rows, ofInvoice, (row) => ({ chargeId: null, on: isoDate(row.on), amountMinor: row.minor }));
}

async function chargedBefore(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly { key: string; kind: ChargeKind; minor: bigint }[]>> {
  const rows = await tx.$queryRaw<{ invoice_id: string; key: string; kind: ChargeKind; minor: bigint }[]>`
    SELECT invoice_id, key, kind, amount_minor AS minor
    FROM charge
    WHERE invoice_id = ANY(${ids}::uuid[]) AND state <> 'taken-back'
    ORDER BY id`;
  return groupValues(rows, ofInvoice, ({ key, kind, minor }) => ({ key, kind, minor }));
}

// The disputed amount of each invoice over time. A dispute counts from the day it was opened until its release or its last
// day, whichever is earlier. A dispute without an amount is about the whole invoice.
async function disputes(
  tx: Tx,
  ids: readonly string[],
  customer: LoadedCustomer,
): Promise<ReadonlyMap<string, { from: IsoDate; minor: bigint }[]>> {
  const rows = await tx.$queryRaw<{ invoice_id: string; on: Date; minor: bigint }[]>`
    SELECT invoice_id, on_day AS on, sum(change)::bigint AS minor FROM (
      SELECT h.invoice_id,
             (h.opened_at AT TIME ZONE ${customer.timeZone})::date AS on_day,
             coalesce(h.amount_minor, i.total_minor) AS change
      FROM hold h JOIN invoice i ON i.id = h.invoice_id
      WHERE h.invoice_id = ANY(${ids}::uuid[]) AND h.kind = 'dispute'
      UNION ALL
      SELECT h.invoice_id,
             least((h.released_at AT TIME ZONE ${customer.timeZone})::date, h.until_on),
             -coalesce(h.amount_minor, i.total_minor)
      FROM hold h JOIN invoice i ON i.id = h.invoice_id
      WHERE h.invoice_id = ANY(${ids}::uuid[])
        AND h.kind = 'dispute'
        AND (h.released_at IS NOT NULL OR h.until_on IS NOT NULL)
    ) part
    GROUP BY invoice_id, on_day
    ORDER BY on_day`;
  const changes = groupValues(rows, ofInvoice, (row) => ({ from: isoDate(row.on), minor: row.minor }));
  return new Map(
    [...changes].map(([id, list]) => {
      let minor = 0n;
      return [id, list.map((change) => ({ from: change.from, minor: (minor += change.minor) }))];
    }),
  );
}

const ofInvoice = (row: { readonly invoice_id: string }) => row.invoice_id;
