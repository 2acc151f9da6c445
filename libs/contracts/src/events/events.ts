import { z } from 'zod';
import {
  agencyReportedSchema,
  creditNoteIssuedSchema,
  creditRefundedSchema,
  customerMergedSchema,
  customerUpsertedSchema,
  feedHeartbeatSchema,
  invoiceAmendedSchema,
  invoiceAssignedSchema,
  invoiceCancelledSchema,
  invoiceIssuedSchema,
  paymentReceivedSchema,
  paymentReversedSchema,
  supplyHoldConfirmedSchema,
} from './data.ts';
import { openItemsListedSchema } from './open-items.ts';
import { envelopeShape } from './envelope.ts';

/** The events that Puntual accepts, over Kafka and over HTTP (docs/events.md). */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ ...envelopeShape, type: z.literal('puntual.customer.upserted.v1'), data: customerUpsertedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.customer.merged.v1'), data: customerMergedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.invoice.issued.v1'), data: invoiceIssuedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.invoice.amended.v1'), data: invoiceAmendedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.invoice.cancelled.v1'), data: invoiceCancelledSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.invoice.assigned.v1'), data: invoiceAssignedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.payment.received.v1'), data: paymentReceivedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.payment.reversed.v1'), data: paymentReversedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.credit-note.issued.v1'), data: creditNoteIssuedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.credit.refunded.v1'), data: creditRefundedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.open-items.listed.v1'), data: openItemsListedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.feed.heartbeat.v1'), data: feedHeartbeatSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.agency.reported.v1'), data: agencyReportedSchema }),
  z.object({ ...envelopeShape, type: z.literal('puntual.supply-hold.confirmed.v1'), data: supplyHoldConfirmedSchema }),
]);
export type PuntualEvent = z.infer<typeof eventSchema>;
/** An event as its sender writes it: fields with defaults are optional. */
export type PuntualEventInput = z.input<typeof eventSchema>;
export type EventType = PuntualEvent['type'];
export type EventOf<T extends EventType> = Extract<PuntualEvent, { type: T }>;

/** The topic on which an ERP publishes each type (docs/events.md). */
export const topicOf: Record<EventType, 'ar.customers' | 'ar.invoices' | 'ar.payments'> = {
  'puntual.customer.upserted.v1': 'ar.customers',
  'puntual.customer.merged.v1': 'ar.customers',
  'puntual.invoice.issued.v1': 'ar.invoices',
  'puntual.invoice.amended.v1': 'ar.invoices',
  'puntual.invoice.cancelled.v1': 'ar.invoices',
  'puntual.invoice.assigned.v1': 'ar.invoices',
  'puntual.open-items.listed.v1': 'ar.invoices',
  'puntual.supply-hold.confirmed.v1': 'ar.invoices',
  'puntual.payment.received.v1': 'ar.payments',
  'puntual.payment.reversed.v1': 'ar.payments',
  'puntual.credit-note.issued.v1': 'ar.payments',
  'puntual.credit.refunded.v1': 'ar.payments',
  'puntual.feed.heartbeat.v1': 'ar.payments',
  'puntual.agency.reported.v1': 'ar.payments',
};
export const TOPIC_PAYMENTS = 'ar.payments';
export const TOPICS_IN = ['ar.customers', 'ar.invoices', TOPIC_PAYMENTS] as const;
export const TOPIC_COLLECTIONS = 'ar.collections';
export const TOPIC_DEAD_LETTER = 'ar.dead-letter';

/**
 * The Kafka key of an event: the customer's id, which keeps the events of one customer in order; for a merge the id of
 * the customer who stays, for a heartbeat the feed's name.
 */
export function keyOf(event: Pick<PuntualEventInput, 'type' | 'data'>): string {
  const data = event.data as { customerId?: string; into?: string; feed?: string };
  return data.customerId ?? data.into ?? data.feed ?? '';
}
