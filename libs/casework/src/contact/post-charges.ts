import type { AuditData, AuditEvent } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { chargesToPost, type ChargeToPost } from '@puntual/domain/charges/charges-to-post';
import type { MessageCharge, WithheldCharge } from '@puntual/domain/charges/message-charges';
import { amountOf } from '@puntual/domain/ledger/announce';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { judgeCredit } from '../credit/judge-credit.ts';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox, type OutboxRow } from '../record/outbox.ts';
import { chargesOf } from './charges-of.ts';
import type { ProposedCharges } from './propose-charges.ts';
import type { OrganizationRef } from '../record/refs.ts';

/** A message that was sent, with what it charges on each invoice that it lists. */
export interface ChargingMessage {
  readonly messageId: string;
  /** The day on which it was composed, in the debtor's time zone: the date of the charges. */
  readonly on: IsoDate;
  readonly listed: readonly { readonly invoiceId: string; readonly charges: unknown }[];
}

interface InvoiceRow {
  readonly id: string;
  readonly invoice_id: string;
  /** The customer who owes the invoice: row id, and the ERP's id. */
  readonly customer_row_id: string;
  readonly customer_id: string;
  readonly number: string;
  readonly currency: string;
  readonly open_minor: bigint;
}

/** What a message proposed for one invoice, and what of it is posted. */
interface JudgedInvoice {
  readonly invoice: InvoiceRow;
  readonly proposed: ProposedCharges;
  readonly posted: readonly PostedCharge[];
  readonly withheld: readonly WithheldNow[];
}
interface PostedCharge {
  readonly id: string;
  readonly charge: MessageCharge;
  readonly minor: bigint;
}
type WithheldNow = Extract<ChargeToPost, { kind: 'withhold' }>;

/**
 * Posts what a sent message charges, under the customer's lock: each charge once by its key, interest only as far as no
 * other message charged it meanwhile, and nothing on an invoice whose principal was settled between composing and now.
 * Announces each charge, so that the ERP books it.
 */
export async function postCharges(
  tx: Tx,
  organization: OrganizationRef,
  message: ChargingMessage,
  now: number,
): Promise<void> {
  const judged = await judgeProposals(tx, message);
  if (judged.length === 0) return;
  const at = new Date(now);
  const charged = judged.filter(({ posted }) => posted.length > 0);
  if (charged.length > 0) await insertCharges(tx, organization.id, message, { charged, at });
  await writeAudit(
    tx,
    organization.id,
    judged.flatMap((each) => auditOf(each, message, at)),
  );
  await writeOutbox(
    tx,
    organization,
    charged.flatMap((each) => announcementsOf(each, message, at)),
  );
  const owing = [...new Set(charged.map(({ invoice }) => invoice.customer_row_id))].sort();
  if (owing.length > 0) await judgeCredit(tx, organization, owing, at);
}

async function judgeProposals(tx: Tx, message: ChargingMessage): Promise<readonly JudgedInvoice[]> {
  const proposals = message.listed.flatMap((line) =>
    line.charges === null ? [] : [{ invoiceRowId: line.invoiceId, proposed: readProposal(line.charges) }],
  );
  if (proposals.length === 0) return [];
  const ids = proposals.map((proposal) => proposal.invoiceRowId);
  const rows = await tx.$queryRaw<InvoiceRow[]>`
    SELECT i.id, i.invoice_id, c.id AS customer_row_id, c.customer_id, i.number, i.currency, i.open_minor
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE i.id = ANY(${ids}::uuid[])`;
  const invoices = new Map(rows.map((row) => [row.id, row]));
  const before = await chargesOf(tx, ids);
  return proposals.flatMap(({ invoiceRowId, proposed }): JudgedInvoice[] => {
    const invoice = invoices.get(invoiceRowId);
    if (!invoice) return [];
    const charges = chargesToPost(proposed.charges, {
      openMinor: invoice.open_minor,
      charged: before.get(invoiceRowId) ?? [],
    });
    return [
      {
        invoice,
        proposed,
        posted: charges.flatMap((each) => (each.kind === 'post' ? [{ id: newId(), ...each }] : [])),
        withheld: charges.flatMap((each) => (each.kind === 'withhold' ? [each] : [])),
      },
    ];
  });
}

async function insertCharges(
  tx: Tx,
  organizationId: string,
  message: ChargingMessage,
  { charged, at }: { readonly charged: readonly JudgedInvoice[]; readonly at: Date },
): Promise<void> {
  const on = dateColumn(message.on);
  await tx.charge.createMany({
    data: charged.flatMap(({ invoice, proposed, posted }) =>
      posted.map(({ id, charge, minor }) => ({
        id,
        organizationId,
        invoiceId: invoice.id,
        customerId: invoice.customer_row_id,
        key: charge.key,
        kind: charge.kind,
        currency: invoice.currency,
        amountMinor: minor,
        openMinor: minor,
        chargedOn: on,
        messageId: message.messageId,
        stage: proposed.stage,
        whenPrincipalPaid: proposed.whenPrincipalPaid,
        how: toJson(charge.how) as object,
        createdAt: at,
      })),
    ),
  });
  await tx.entry.createMany({
    data: charged.flatMap(({ invoice, posted }) =>
      posted.map(({ id, charge, minor }) => ({
        id: newId(),
        organizationId,
        invoiceId: invoice.id,
        kind: charge.kind,
        amountMinor: minor,
        currency: invoice.currency,
        on,
        cause: `message:${message.messageId}`,
        chargeId: id,
        createdAt: at,
      })),
    ),
  });
  for (const { invoice, posted } of charged) {
    const minor = posted.reduce((sum, each) => sum + each.minor, 0n);
    await tx.invoice.update({ where: { id: invoice.id }, data: { chargesMinor: { increment: minor } } });
  }
}

function auditOf(
  { invoice, proposed, posted, withheld }: JudgedInvoice,
  message: ChargingMessage,
  at: Date,
): AuditRow[] {
  const { messageId } = message;
  const customerRowId = invoice.customer_row_id;
  const notCharged = (data: Omit<AuditData['charge.withheld'], 'messageId'>): AuditEvent => ({
    kind: 'charge.withheld',
    data: { ...data, messageId },
  });
  const events: AuditEvent[] = [
    ...proposed.withheld.map((each) => notCharged({ charge: each.kind, because: each.because, ...reasonOf(each) })),
    ...withheld.map(({ charge, because }) => notCharged({ charge: charge.kind, because })),
    ...posted.map(({ id, charge, minor }): AuditEvent => {
      const amount = amountOf(minor, invoice.currency);
      return {
        kind: 'charge.added',
        data: { chargeId: id, charge: charge.kind, ...amount, how: charge.how, messageId },
      };
    }),
  ];
  return events.map((event) => ({ ...event, at, actor: 'puntual', customerRowId, invoiceRowId: invoice.id }));
}

function announcementsOf(
  { invoice, proposed, posted }: JudgedInvoice,
  message: ChargingMessage,
  at: Date,
): OutboxRow[] {
  return posted.map(({ id, charge, minor }) => ({
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.charge.added.v1',
    customerId: invoice.customer_id,
    at,
    data: {
      chargeId: id,
      charge: charge.kind,
      ...amountOf(minor, invoice.currency),
      on: message.on,
      invoiceId: invoice.invoice_id,
      number: invoice.number,
      customerId: invoice.customer_id,
      messageId: message.messageId,
      stage: proposed.stage,
      how: charge.how,
    },
  }));
}

function reasonOf(withheld: WithheldCharge): Pick<AuditData['charge.withheld'], 'regime' | 'on' | 'source'> {
  return {
    ...(withheld.regime === null ? {} : { regime: withheld.regime }),
    ...(withheld.on === null ? {} : { on: withheld.on }),
    ...(withheld.source === null ? {} : { source: withheld.source }),
  };
}

// Reads a proposal as it is stored with a message, where amounts in minor units are text.
function readProposal(stored: unknown): ProposedCharges {
  const { charges, ...rest } = stored as Omit<ProposedCharges, 'charges'> & {
    charges: readonly (Omit<MessageCharge, 'minor' | 'wholeMinor'> & { minor: string; wholeMinor: string })[];
  };
  return {
    ...rest,
    charges: charges.map((charge) => ({
      ...charge,
      minor: BigInt(charge.minor),
      wholeMinor: BigInt(charge.wholeMinor),
    })),
  };
}
