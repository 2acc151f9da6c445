import type { IsoDate } from '@puntual/domain/calendar/dates';
import { disputedAmounts, type Dispute, type DisputedAmount } from '@puntual/domain/charges/disputed-amounts';
import {
  chargesWithMessage,
  type ChargeableInvoice,
  type MessageCharge,
  type WithheldCharge,
} from '@puntual/domain/charges/message-charges';
import { ownerOf } from '@puntual/domain/decide/claim-owner';
import type { ContactRequest, GateInvoice } from '@puntual/domain/decide/composition';
import type { BalanceLine } from '@puntual/domain/entries/entries';
import { stepOf, type Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import type { LoadedCustomer, NoticeRow } from '../facts/load-customer.ts';
import { isoDate } from '../record/dates.ts';
import { groupValues } from '../record/group-by.ts';
import { readSettings } from '../settings/settings.ts';
import { chargesOf } from './charges-of.ts';
import type { Stage } from '@puntual/domain/policy/vocabulary';

/** What a message charges on one invoice, kept with the message until it is known that it was sent. */
export interface ProposedCharges {
  readonly stage: Stage;
  readonly whenPrincipalPaid: Policy['charges']['whenPrincipalPaid'];
  readonly charges: readonly MessageCharge[];
  readonly withheld: readonly WithheldCharge[];
}

/** A message whose charges are computed: to whom it goes and which requests it carries, on the debtor's local day. */
interface ChargingContact {
  /** `country`: whose law its claims are under. */
  readonly organization: { readonly id: string; readonly country: string };
  readonly customer: LoadedCustomer;
  readonly carries: readonly ContactRequest[];
  readonly today: IsoDate;
}

/**
 * Computes what the steps that a message carries charge, by invoice (row id), from the invoice's own policy and the law
 * of the organization's country. Invoices that the message only lists get no new charge. Reads under the customer's
 * lock and writes nothing: `postCharges` writes the charges once the message is known to be sent.
 */
export async function proposeCharges(tx: Tx, contact: ChargingContact): Promise<ReadonlyMap<string, ProposedCharges>> {
  const { organization, customer, today } = contact;
  const charging = chargingSteps(contact);
  if (charging.length === 0) return new Map();
  const rows = charging.map(({ row }) => row);
  const ids = rows.map(({ id }) => id);
  const lines = await principalLines(tx, ids);
  const charged = await chargesOf(tx, ids);
  const disputed = await disputedOf(tx, rows, customer.timeZone);
  const { referenceRates } = await readSettings(tx, organization.id);
  return new Map(
    charging.flatMap(({ row, owed, policy, stage }) => {
      const { kind, country } = ownerOf(owed, customer.facts).customer;
      const invoice: ChargeableInvoice = {
        invoiceId: row.invoiceId,
        currency: row.currency,
        dueOn: row.dueOn,
        lines: lines.get(row.id) ?? [],
        charged: charged.get(row.id) ?? [],
        disputed: disputed.get(row.id) ?? [],
        debtor: { kind, country },
        lawCountry: organization.country,
        ownRates: referenceRates,
      };
      const { charges, withheld } = chargesWithMessage(policy, stage, invoice, today);
      return charges.length + withheld.length === 0
        ? []
        : [[row.id, { stage, whenPrincipalPaid: policy.charges.whenPrincipalPaid, charges, withheld }] as const];
    }),
  );
}

interface ChargingStep {
  readonly row: NoticeRow;
  readonly owed: GateInvoice;
  readonly policy: Policy;
  readonly stage: Stage;
}

// The steps of the message whose policy charges at all, each with its invoice.
function chargingSteps({ customer, carries }: ChargingContact): readonly ChargingStep[] {
  const invoices = new Map(customer.facts.invoices.map((invoice) => [invoice.id, invoice]));
  return carries.flatMap((request) => {
    const owed = invoices.get(request.invoiceId);
    const policy = owed?.policy;
    const step = policy && stepOf(policy, request.stepId);
    const row = customer.invoices.get(request.invoiceId);
    return owed && policy && step && row && (policy.charges.lateFee || policy.charges.interest)
      ? [{ row, owed, policy, stage: step.stage }]
      : [];
  });
}

async function principalLines(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly BalanceLine[]>> {
  const rows = await tx.$queryRaw<{ invoice_id: string; on: Date; minor: bigint; corrects: boolean }[]>`
    SELECT e.invoice_id, e.entry_on AS on, sum(e.amount_minor)::bigint AS minor,
      (p.kind IS NOT DISTINCT FROM 'credit-note' OR (e.kind = 'amendment' AND e.amount_minor < 0)) AS corrects
    FROM entry e
    LEFT JOIN payment p ON p.id = e.payment_id
    WHERE e.invoice_id = ANY(${ids}::uuid[]) AND e.charge_id IS NULL
    GROUP BY e.invoice_id, e.entry_on, corrects
    ORDER BY e.entry_on`;
  return groupValues(rows, ofInvoice, (row) => ({
    chargeId: null,
    on: isoDate(row.on),
    amountMinor: row.minor,
    corrects: row.corrects,
  }));
}

async function disputedOf(
  tx: Tx,
  invoices: readonly NoticeRow[],
  timeZone: string,
): Promise<ReadonlyMap<string, readonly DisputedAmount[]>> {
  const rows = await tx.hold.findMany({
    where: { invoiceId: { in: invoices.map(({ id }) => id) }, kind: 'dispute' },
    select: { invoiceId: true, openedAt: true, releasedAt: true, untilOn: true, amountMinor: true },
  });
  const disputes = groupValues(
    rows,
    (row) => row.invoiceId,
    (row): Dispute => ({
      openedAt: row.openedAt.getTime(),
      releasedAt: row.releasedAt?.getTime() ?? null,
      untilOn: row.untilOn && isoDate(row.untilOn),
      minor: row.amountMinor,
    }),
  );
  return new Map(
    invoices.map(({ id, totalMinor }) => [id, disputedAmounts(disputes.get(id) ?? [], { totalMinor, timeZone })]),
  );
}

const ofInvoice = (row: { readonly invoice_id: string }) => row.invoice_id;
