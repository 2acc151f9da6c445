import type { z } from 'zod';
import type { reasonSchema } from '@puntual/contracts/api/schemas';
import { explain, type ReaderLanguage } from '@puntual/domain/decide/explain';
import type { Reason } from '@puntual/domain/decide/reason';

export type ReasonView = z.infer<typeof reasonSchema>;

/** A reason with its sentence. */
export function reasonInWords(reason: Reason, language: ReaderLanguage): ReasonView {
  return { code: reason.code, text: explain(reason, language) };
}

/** The reasons stored with an invoice's next action: only `decide` writes them, so they are what it says. */
export function toReasons(stored: unknown): Reason[] {
  return Array.isArray(stored) ? (stored as Reason[]) : [];
}

/** What keeps a case silent although its next step may be due. */
const BLOCKING = new Set<Reason['code']>([
  'hold',
  'direct-debit',
  'covered-by-credit',
  'being-sent',
  'call-open',
  'awaiting-approval',
  'with-agency',
  'nothing-left',
  'feed-stale',
  'all-stopped',
]);

export function blocks(reason: Reason): boolean {
  return BLOCKING.has(reason.code);
}

/** What would change what a case does next, given why it waits: for the person who looks at its plan. Total. */
export function wouldChange(reason: Reason, language: ReaderLanguage): ReasonView | null {
  const es = language === 'es';
  const say = (code: string, en: string, spanish: string): ReasonView => ({ code, text: es ? spanish : en });
  switch (reason.code) {
    case 'hold':
      return reason.untilOn
        ? say(
            'hold-ends',
            `It goes on after ${reason.untilOn}, or as soon as the hold is lifted.`,
            `Continúa después del ${reason.untilOn}, o en cuanto se levante la pausa.`,
          )
        : say('hold-lifted', 'It goes on as soon as the hold is lifted.', 'Continúa en cuanto se levante la pausa.');
    case 'direct-debit':
      return say(
        'debit-fails',
        'A debit that fails, or a customer without direct debit.',
        'Un adeudo devuelto, o un cliente sin domiciliación.',
      );
    case 'covered-by-credit':
      return say(
        'credit-used',
        'The credit put on other invoices, or another invoice that it does not cover.',
        'Que el saldo a favor se aplique a otras facturas, o una factura más que ya no cubra.',
      );
    case 'being-sent':
      return say('message-sent', 'The customer’s next message being sent.', 'El envío del próximo mensaje al cliente.');
    case 'call-open':
      return say('call-ends', 'The outcome of the call.', 'El resultado de la llamada.');
    case 'awaiting-approval':
      return say(
        'approval',
        'The approval or the rejection of the hand-off.',
        'La aprobación o el rechazo de la cesión.',
      );
    case 'with-agency':
      return say('agency-reports', 'What the agency reports, or a payment.', 'Lo que comunique la agencia, o un pago.');
    case 'nothing-left':
      return say('payment', 'A payment, or a person.', 'Un pago, o una persona.');
    case 'feed-stale':
      // A feed that vouches is the ERP's to bring up to date; payments that wait are ours to read.
      if (reason.completeUntil === null)
        return say(
          'payments-read',
          'The payments that wait being read (the service “ingest”); it then goes on by itself.',
          'Que se lean los pagos que esperan (el servicio «ingest»); entonces continúa por sí solo.',
        );
      return say(
        'feed-fresh',
        'The ERP saying that its payments are complete; it then goes on by itself.',
        'Que el ERP confirme que sus pagos están completos; entonces continúa por sí solo.',
      );
    case 'all-stopped':
      return say(
        'contact-resumed',
        'The organization allowing contact again.',
        'Que la organización vuelva a permitir el contacto.',
      );
    case 'contact-budget':
    case 'legal-cap':
    case 'condition-unmet':
    case 'supply-hold-not-announced':
    case 'passed-over':
    case 'courtesy-lapsed':
    case 'reached-elsewhere':
    case 'step-day':
    case 'rolled-to-open-day':
    case 'spacing-to-last-reminder':
    case 'kept-distance-after-late-step':
    case 'deadline-named':
    case 'not-known-before':
    case 'late-catching-up':
    case 'customer-refused':
      return null;
  }
}

/** What changes any plan. */
export function alwaysChanges(language: ReaderLanguage): ReasonView {
  return {
    code: 'facts',
    text:
      language === 'es'
        ? 'Un pago, una pausa o un nuevo vencimiento cambian el plan al instante.'
        : 'A payment, a hold or a new due date changes the plan at once.',
  };
}
