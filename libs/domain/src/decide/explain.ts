import type { Reason } from './facts.ts';

export type ReaderLanguage = 'en' | 'es';

const holdWords = {
  en: { dispute: 'a dispute', promise: 'a promise to pay', manual: 'a pause', 'payment-claimed': 'a payment that the customer says was made' },
  es: { dispute: 'una disputa', promise: 'una promesa de pago', manual: 'una pausa', 'payment-claimed': 'un pago que el cliente dice haber hecho' },
} as const;

/** Puts a reason into a sentence for a credit controller, in English or Spanish. Dates stay `YYYY-MM-DD`. Total. */
export function explain(reason: Reason, language: ReaderLanguage): string {
  const es = language === 'es';
  switch (reason.code) {
    case 'step-day': {
      const days = Math.abs(reason.day);
      if (reason.day === 0) return es ? `El paso «${reason.stepId}» es el día del vencimiento.` : `Step “${reason.stepId}” is on the due date.`;
      if (es) return `El paso «${reason.stepId}» es ${days} ${days === 1 ? 'día' : 'días'} ${reason.day < 0 ? 'antes' : 'después'} del vencimiento.`;
      return `Step “${reason.stepId}” is ${days} ${days === 1 ? 'day' : 'days'} ${reason.day < 0 ? 'before' : 'after'} the due date.`;
    }
    case 'rolled-to-open-day':
      return es ? `Pasa al siguiente día hábil, porque el ${reason.from} es festivo o fin de semana.` : `Moved to the next open day, because ${reason.from} is a holiday or a weekend.`;
    case 'spacing-to-last-reminder':
      return es ? `El último recordatorio al cliente fue el ${reason.lastOn}; entre dos pasan al menos ${reason.days} días.` : `The customer's last reminder was on ${reason.lastOn}; at least ${reason.days} days lie between two.`;
    case 'kept-distance-after-late-step':
      return es ? `El paso «${reason.stepId}» salió tarde, el ${reason.on}; se mantiene la distancia entre pasos.` : `Step “${reason.stepId}” was late, on ${reason.on}; the distance between the steps is kept.`;
    case 'deadline-named':
      return es ? `El último mensaje dio plazo hasta el ${reason.on}.` : `The last message gave until ${reason.on} to pay.`;
    case 'not-known-before':
      return es ? `La factura se conoció el ${reason.on}.` : `The invoice was known on ${reason.on}.`;
    case 'late-catching-up':
      return es ? 'El día previsto ya pasó; se recupera ahora, en orden.' : 'Its day has passed; it is caught up now, in order.';
    case 'customer-refused':
      return es ? 'El cliente se negó a pagar en la llamada.' : 'The customer refused to pay on the call.';
    case 'hold': {
      const word = holdWords[language][reason.kind];
      if (es) return reason.untilOn ? `En espera por ${word} hasta el ${reason.untilOn}.` : `En espera por ${word}.`;
      return reason.untilOn ? `On hold for ${word} until ${reason.untilOn}.` : `On hold for ${word}.`;
    }
    case 'direct-debit':
      return es ? 'Se cobrará por domiciliación; solo se reclama si falla.' : 'It will be collected by direct debit; it is chased only if that fails.';
    case 'covered-by-credit':
      return es ? 'El saldo a favor del cliente cubre lo pendiente.' : 'The customer’s credit covers what is open.';
    case 'being-sent':
      return es ? `El paso «${reason.stepId}» está pedido y saldrá con el próximo mensaje al cliente.` : `Step “${reason.stepId}” is requested and leaves with the customer's next message.`;
    case 'call-open':
      return es ? `Hay una llamada pendiente para el ${reason.dueOn}.` : `A call is open, due on ${reason.dueOn}.`;
    case 'awaiting-approval':
      return es ? 'La cesión a la agencia espera aprobación.' : 'The hand-off to the agency awaits approval.';
    case 'with-agency':
      return es ? 'El caso está en manos de la agencia.' : 'The case is with the agency.';
    case 'nothing-left':
      return es ? 'No quedan pasos; solo un pago o una persona pueden cambiarlo.' : 'No steps are left; only a payment or a person can change it.';
  }
}
