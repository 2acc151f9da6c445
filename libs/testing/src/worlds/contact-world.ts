import { customer, issued, paid } from '../builders/events.ts';
import { takeDeliveryReport, type DeliveryState } from '@puntual/casework/contact/take-delivery-report';
import { at, CaseWorld } from './case-world.ts';

/** The builders' invoice is due on Tuesday 2026-12-01; the friendly reminder is due on the 2nd. */
export const NOW = at('2026-12-02 12:00');
export const HOUR = 3_600_000;
export const ana = {
  contactId: 'k1',
  name: 'Ana',
  email: 'ana@x.example',
  phone: '+34600111222',
  channels: ['email' as const, 'sms' as const],
};
export const luis = { contactId: 'k2', name: 'Luis', role: 'finance-director' as const, email: 'luis@x.example' };

interface Reached {
  readonly contacts?: NonNullable<Parameters<typeof customer>[0]>['contacts'];
  readonly address?: boolean;
}

export const payInvoice = (invoiceId = 'INV-1', paymentId = `P-${invoiceId}`) =>
  paid({ paymentId, amount: '100.00', receivedOn: '2026-12-02', allocations: [{ invoiceId, amount: '100.00' }] });
export const sent = (by: 'answer' | 'webhook' = 'answer') => ({ kind: 'sent' as const, providerId: 're-1', by });

/**
 * A world whose cases have requested contact, for tests of the gate, of settling a message and of delivery reports.
 */
export class ContactWorld extends CaseWorld {
  /** Creates invoices of 100.00 whose cases have requested the friendly reminder. */
  async friendlyAsked(options: Reached & { readonly invoiceIds?: readonly string[] } = {}): Promise<void> {
    const ids = options.invoiceIds ?? ['INV-1'];
    await this.take([reachable(options), ...ids.map((invoiceId) => issued({ invoiceId, total: '100.00' }))]);
    for (const id of ids) await this.evaluate(NOW, id);
  }

  /**
   * Creates an invoice that reached `stage` in another system; its case requests the next step of the standard policy
   * at `when`.
   */
  async askedAfter(stage: 'friendly' | 'follow-up', when: number, options: Reached = {}): Promise<void> {
    await this.take([
      reachable(options),
      issued({ total: '100.00', alreadyReached: { stage, on: stage === 'friendly' ? '2026-12-02' : '2026-12-09' } }),
    ]);
    await this.evaluate(when);
  }

  /** Accepts a delivery report of the provider. */
  report(
    messageId: string,
    state: DeliveryState,
    webhookId = `wh-${state}`,
    now = NOW,
  ): ReturnType<typeof takeDeliveryReport> {
    return takeDeliveryReport(
      this.database,
      { slug: this.organization.slug, messageId, webhookId, providerId: 're-1', state },
      now,
    );
  }

  messages(): Promise<
    {
      id: string;
      state: string;
      channel: string;
      delivery_state: string | null;
      last_error: string | null;
      settled_by: string | null;
      tries: number;
    }[]
  > {
    return this.query(
      'SELECT id, state, channel, delivery_state, last_error, settled_by, tries FROM message ORDER BY composed_at, id',
    );
  }
}

function reachable({ contacts, address }: Reached) {
  return customer({
    contacts: contacts ?? [ana],
    ...(address ? { address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' } } : {}),
  });
}
