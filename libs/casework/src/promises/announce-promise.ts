import { amountOf } from '@puntual/domain/ledger/announce';
import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { AuditRow } from '../record/audit.ts';
import type { OutboxRow } from '../record/outbox.ts';
import { partsOf, saidParts, type PromiseRow } from './promise-row.ts';

/** A promise to write about: its row, the ERP's id of its customer, and its invoices (row ids). */
export interface PromiseSubject {
  readonly promise: PromiseRow;
  readonly customerId: string;
  readonly invoiceRowIds: readonly string[];
}

type PromiseEvent = AuditEvent<'promise.made' | 'promise.judged' | 'promise.renewed' | 'promise.withdrawn'>;

/** The event in the history of each invoice of the promise. */
export function auditOfPromise(
  { promise, invoiceRowIds }: PromiseSubject,
  event: PromiseEvent,
  { by, at }: { readonly by: string; readonly at: Date },
): AuditRow[] {
  return invoiceRowIds.map((invoiceRowId) => ({
    ...event,
    at,
    actor: by,
    customerRowId: promise.customerId,
    invoiceRowId,
  }));
}

/** What every event about a promise says of it. */
export function promisedOf({ id, promisedMinor, currency }: PromiseRow) {
  return { promiseId: id, ...amountOf(promisedMinor, currency) };
}

/**
 * Announces a new promise. Whoever confirms promises to customers and reminds them of the day starts from here
 * (`puntual.promise.made.v1`): this version has no template for either message.
 */
export function announceMade({ promise, customerId }: PromiseSubject, invoiceIds: readonly string[]): OutboxRow {
  return {
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.promise.made.v1',
    customerId,
    at: promise.openedAt,
    data: {
      ...promisedOf(promise),
      customerId,
      invoiceIds: [...invoiceIds],
      parts: saidParts(partsOf(promise), promise.currency),
      until: promise.untilOn.toISOString().slice(0, 10),
      source: promise.source,
      level: promise.level,
      renews: promise.renews,
    },
  };
}

/** Announces that a promise stands otherwise than before. */
export function announceState(
  { promise, customerId }: Omit<PromiseSubject, 'invoiceRowIds'>,
  { from, to, keptMinor }: { readonly from: PromiseState; readonly to: PromiseState; readonly keptMinor: bigint },
  at: Date,
): OutboxRow {
  return {
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.promise.judged.v1',
    customerId,
    at,
    data: {
      ...promisedOf(promise),
      customerId,
      state: to,
      before: from,
      kept: amountOf(keptMinor, promise.currency).amount,
    },
  };
}
