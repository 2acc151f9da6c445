import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import { interestToCharge } from '@puntual/domain/charges/interest';
import type { MessageCharge, WithheldCharge } from '@puntual/domain/charges/message-charges';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox, type OutboxRow } from '../record/outbox.ts';
import type { ProposedCharges } from './propose-charges.ts';
import type { OrganizationRef } from '../record/refs.ts';

/** A message that was sent, with what it charges on each invoice that it lists. */
export interface ChargingMessage {
  readonly messageId: string;
  readonly customerRowId: string;
  readonly customerId: string;
  /** The day on which it was composed, in the debtor's time zone: the date of the charges. */
  readonly on: IsoDate;
  readonly listed: readonly { readonly invoiceId: string; readonly charges: unknown }[];
}

interface InvoiceRow {
  id: string;
  invoice_id: string;
  number: string;
  currency: string;
  status: string;
  open_minor: bigint;
}
interface ChargedRow {
  invoice_id: string;
  key: string;
  kind: ChargeKind;
  amount_minor: bigint;
}

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
  const proposals = message.listed.flatMap((line) =>
    line.charges === null ? [] : [{ invoiceRowId: line.invoiceId, proposed: readProposal(line.charges) }],
  );
  if (proposals.length === 0) return;
  const ids = proposals.map((proposal) => proposal.invoiceRowId);
  const invoices = new Map(
    (
      await tx.$queryRaw<InvoiceRow[]>`
        SELECT id, invoice_id, number, currency, status, open_minor
        FROM invoice
        WHERE id = ANY(${ids}::uuid[])`
    ).map((row) => [row.id, row]),
  );
  const charged = await tx.$queryRaw<ChargedRow[]>`
    SELECT invoice_id, key, kind, amount_minor
    FROM charge
    WHERE invoice_id = ANY(${ids}::uuid[]) AND state <> 'taken-back'`;
  const at = new Date(now);
  const audit: AuditRow[] = [];
  const outbox: OutboxRow[] = [];
  const rows: {
    readonly invoice: InvoiceRow;
    readonly proposed: ProposedCharges;
    readonly charge: MessageCharge;
    readonly id: string;
    readonly minor: bigint;
  }[] = [];
  for (const { invoiceRowId, proposed } of proposals) {
    const invoice = invoices.get(invoiceRowId);
    if (!invoice) continue;
    const note = (kind: AuditKind, data: Record<string, unknown>) =>
      audit.push({
        at,
        kind,
        actor: 'puntual',
        customerRowId: message.customerRowId,
        invoiceRowId,
        data: { ...data, messageId: message.messageId },
      });
    for (const withheld of proposed.withheld)
      note('charge.withheld', { charge: withheld.kind, because: withheld.because, ...said(withheld) });
    for (const charge of proposed.charges) {
      if (invoice.status !== 'open' || invoice.open_minor === 0n) {
        note('charge.withheld', { charge: charge.kind, because: 'paid-meanwhile' });
        continue;
      }
      const minor = minorLeft(
        charge,
        charged.filter((row) => row.invoice_id === invoiceRowId),
      );
      if (minor === 0n) continue;
      const id = newId();
      rows.push({ invoice, proposed, charge, id, minor });
      const amount = { amount: decimalAmount(minor, invoice.currency), currency: invoice.currency };
      note('charge.added', { chargeId: id, charge: charge.kind, ...amount, how: charge.how });
      outbox.push({
        target: 'kafka',
        kind: 'collections-event',
        type: 'puntual.charge.added.v1',
        customerId: message.customerId,
        at,
        data: {
          chargeId: id,
          charge: charge.kind,
          ...amount,
          on: message.on,
          invoiceId: invoice.invoice_id,
          number: invoice.number,
          customerId: message.customerId,
          messageId: message.messageId,
          stage: proposed.stage,
          how: charge.how,
        },
      });
    }
  }
  if (rows.length > 0) await write();
  await writeAudit(tx, organization.id, audit);
  await writeOutbox(tx, organization, outbox);

  async function write(): Promise<void> {
    await tx.charge.createMany({
      data: rows.map(({ invoice, proposed, charge, id, minor }) => ({
        id,
        organizationId: organization.id,
        invoiceId: invoice.id,
        customerId: message.customerRowId,
        key: charge.key,
        kind: charge.kind,
        currency: invoice.currency,
        amountMinor: minor,
        openMinor: minor,
        chargedOn: dateColumn(message.on),
        messageId: message.messageId,
        stage: proposed.stage,
        whenPrincipalPaid: proposed.whenPrincipalPaid,
        how: toJson(charge.how) as object,
        createdAt: at,
      })),
    });
    await tx.entry.createMany({
      data: rows.map(({ invoice, charge, id, minor }) => ({
        id: newId(),
        organizationId: organization.id,
        invoiceId: invoice.id,
        kind: charge.kind,
        amountMinor: minor,
        currency: invoice.currency,
        on: dateColumn(message.on),
        cause: `message:${message.messageId}`,
        chargeId: id,
        createdAt: at,
      })),
    });
    for (const invoice of new Set(rows.map((row) => row.invoice))) {
      const minor = rows.reduce((sum, row) => (row.invoice === invoice ? sum + row.minor : sum), 0n);
      await tx.invoice.update({ where: { id: invoice.id }, data: { chargesMinor: { increment: minor } } });
    }
  }
}

// What is left to charge: an ambiguous message may settle after a later message that charged interest for the same days.
function minorLeft(charge: MessageCharge, charged: readonly ChargedRow[]): bigint {
  if (charged.some((row) => row.key === charge.key)) return 0n;
  switch (charge.kind) {
    case 'fee':
      return charge.minor;
    case 'lump-sum':
      return charged.some((row) => row.kind === 'lump-sum') ? 0n : charge.minor;
    case 'interest': {
      const left = interestToCharge(
        charge.wholeMinor,
        charged.reduce((sum, row) => (row.kind === 'interest' ? sum + row.amount_minor : sum), 0n),
      );
      return left < charge.minor ? left : charge.minor;
    }
  }
}

function said(withheld: WithheldCharge): Record<string, string> {
  return {
    ...(withheld.regime === null ? {} : { regime: withheld.regime }),
    ...(withheld.on === null ? {} : { on: withheld.on }),
    ...(withheld.source === null ? {} : { source: withheld.source }),
  };
}

/** Reads a proposal as it is stored with a message, where amounts in minor units are text. */
export function readProposal(stored: unknown): ProposedCharges {
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
