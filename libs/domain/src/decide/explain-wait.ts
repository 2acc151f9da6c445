import type { WaitReason } from './composition.ts';
import { explain, type ReaderLanguage } from './explain.ts';

/** Puts what keeps a message back at the gate into a sentence, in English or Spanish. Total. */
export function explainWait(reason: WaitReason, language: ReaderLanguage): string {
  const es = language === 'es';
  switch (reason) {
    case 'window-closed':
      return es
        ? 'Fuera del horario de contacto del cliente, o en un día cerrado: sale cuando vuelva a abrir.'
        : 'Outside the customer’s contact hours, or on a closed day: it leaves when they open again.';
    case 'spacing':
      return es
        ? 'Es demasiado pronto tras el último recordatorio al cliente.'
        : 'It is too soon after the customer’s last reminder.';
    case 'deadline-named':
      return es
        ? 'Aún no ha pasado el plazo que dio el último mensaje.'
        : 'The day to pay by that the last message named has not passed.';
    case 'contact-budget':
      return es
        ? 'El cliente ya ha tenido tantos contactos como permite la política.'
        : 'The customer has had as many contacts as the policy allows.';
    case 'legal-cap':
      return es
        ? 'La ley limita cuántas veces, o cuán seguido, se puede contactar al cliente.'
        : 'The law limits how often, or how soon again, the customer may be contacted.';
    case 'daily-limit':
      return es
        ? 'La organización ya ha enviado hoy tantos mensajes como se permite.'
        : 'The organization has sent as many messages today as it allows itself.';
    case 'feed-stale':
      return es
        ? 'No se sabe si los pagos están completos: no se reclama hasta que lo estén.'
        : 'Payments are not known to be complete: nothing is chased before they are.';
    case 'covered-by-credit':
      return es
        ? 'El saldo a favor del cliente paga todo lo que el mensaje le pediría.'
        : 'The customer’s credit pays all that the message would ask for.';
    case 'all-stopped':
      return explain({ code: 'all-stopped' }, language);
  }
}
