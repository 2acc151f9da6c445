import { contactWorkflowId, invoiceWorkflowId, moveWorkflowId } from '@puntual/contracts/workflow-ids';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import type { CaseSignal } from './refs.ts';
import type { OrganizationRef } from './refs.ts';

/**
 * A case as the relay needs it to start or signal its workflow. Ids and dates only: it ends up in workflow histories.
 */
export interface CaseSubject {
  readonly organizationId: string;
  readonly slug: string;
  /** Row id of the invoice, and the ERP's id of it. */
  readonly id: string;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly dueOn: IsoDate;
  readonly run: number;
}

export interface ContactSubject {
  readonly organizationId: string;
  readonly slug: string;
  /** Row id of the customer, and the ERP's id of it. */
  readonly id: string;
  readonly customerId: string;
}

/** The row that makes a customer's contact workflow look for requested messages. */
export function contactWake(organization: OrganizationRef, customer: Pick<ContactSubject, 'id' | 'customerId'>) {
  const { id, customerId } = customer;
  return {
    target: 'temporal',
    kind: 'poke-contact',
    subject: { organizationId: organization.id, slug: organization.slug, id, customerId },
  } as const satisfies OutboxRow;
}

/** A move of running cases to a version of their policy. */
export interface MoveSubject {
  readonly slug: string;
  readonly moveId: string;
  readonly key: string;
  readonly version: number;
}

/** A row of the outbox: what the relay delivers to Temporal or to Kafka. */
export type OutboxRow =
  | { readonly target: 'temporal'; readonly kind: 'start-case'; readonly subject: CaseSubject }
  | {
      readonly target: 'temporal';
      readonly kind: 'wake-case';
      readonly subject: CaseSubject;
      readonly signal: CaseSignal;
      readonly detail: Readonly<Record<string, string | number>>;
    }
  | { readonly target: 'temporal'; readonly kind: 'poke-contact'; readonly subject: ContactSubject }
  | { readonly target: 'temporal'; readonly kind: 'start-move'; readonly subject: MoveSubject }
  | {
      readonly target: 'kafka';
      readonly kind: 'collections-event';
      readonly type: string;
      readonly customerId: string;
      readonly at: Date;
      readonly data: Record<string, unknown>;
    }
  // About a receipt whose payer is unknown: there is no customer.
  | {
      readonly target: 'kafka';
      readonly kind: 'collections-event';
      readonly type: string;
      readonly receiptId: string;
      readonly at: Date;
      readonly data: Record<string, unknown>;
    };

/**
 * Writes outbox rows, in the transaction of the changes that they announce. The relay delivers the rows of a key in
 * order.
 */
export async function writeOutbox(tx: Tx, organization: OrganizationRef, rows: readonly OutboxRow[]): Promise<void> {
  await insertRows(
    tx,
    'outbox',
    { organization_id: 'uuid', target: 'text', key: 'text', kind: 'text', payload: 'jsonb' },
    rows.map((row) => ({
      organization_id: organization.id,
      target: row.target,
      key: keyOf(row, organization.slug),
      kind: row.kind,
      payload: payloadOf(row, organization.slug),
    })),
  );
}

function keyOf(row: OutboxRow, slug: string): string {
  switch (row.kind) {
    case 'start-case':
    case 'wake-case':
      return invoiceWorkflowId(slug, row.subject.invoiceId);
    case 'poke-contact':
      return contactWorkflowId(slug, row.subject.customerId);
    case 'start-move':
      return moveWorkflowId(slug, row.subject.key, row.subject.version);
    case 'collections-event':
      return 'receiptId' in row ? row.receiptId : row.customerId;
  }
}

function payloadOf(row: OutboxRow, slug: string): object {
  switch (row.kind) {
    case 'start-case':
    case 'poke-contact':
    case 'start-move':
      return { subject: row.subject };
    case 'wake-case':
      return { subject: row.subject, signal: row.signal, detail: row.detail };
    case 'collections-event':
      // The id is stored with the row, so that consumers recognize an event that the relay publishes twice.
      return {
        specversion: '1.0',
        id: newId(),
        source: '/puntual',
        type: row.type,
        org: slug,
        time: row.at.toISOString(),
        datacontenttype: 'application/json',
        data: toJson(row.data),
      };
  }
}
