import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../calendar/dates.ts';
import type { Language } from '../language/languages.ts';
import { explainCap } from './explain-cap.ts';
import type { ConditionField } from '../policy/conditions.ts';
import type { Reason } from './reason.ts';

export type ReaderLanguage = Language;

const holdWords = {
  en: {
    dispute: 'a dispute',
    promise: 'a promise to pay',
    manual: 'a pause',
    'payment-claimed': 'a payment that the customer says was made',
    'direct-debit': 'a direct debit that is under way',
  },
  es: {
    dispute: 'una disputa',
    promise: 'una promesa de pago',
    manual: 'una pausa',
    'payment-claimed': 'un pago que el cliente dice haber hecho',
    'direct-debit': 'un adeudo domiciliado en curso',
  },
} as const;

const conditionWords: Record<ReaderLanguage, Record<ConditionField, string>> = {
  en: {
    openAtLeast: 'less is open than its minimum',
    openBelow: 'more is open than its maximum',
    daysLateAtLeast: 'it is not late enough',
    daysLateBelow: 'it is too late for it',
    risk: "the customer's risk",
    tags: "the customer's tags",
    withoutTags: "the customer's tags",
    country: "the customer's country",
    currency: "the invoice's currency",
    kind: 'the kind of customer',
    brokenPromisesAtLeast: 'too few promises were broken',
  },
  es: {
    openAtLeast: 'queda pendiente menos del mínimo',
    openBelow: 'queda pendiente más del máximo',
    daysLateAtLeast: 'aún no hay suficiente retraso',
    daysLateBelow: 'el retraso es demasiado grande',
    risk: 'el riesgo del cliente',
    tags: 'las etiquetas del cliente',
    withoutTags: 'las etiquetas del cliente',
    country: 'el país del cliente',
    currency: 'la moneda de la factura',
    kind: 'el tipo de cliente',
    brokenPromisesAtLeast: 'hay pocas promesas incumplidas',
  },
};

function feedWords(feed: string, completeUntil: EpochMs | null, language: ReaderLanguage): string {
  const until =
    completeUntil === null
      ? null
      : `${Temporal.Instant.fromEpochMilliseconds(completeUntil).toString().slice(0, 16).replace('T', ' ')} UTC`;
  if (language === 'es')
    return until
      ? `Los pagos (fuente «${feed}») solo se conocen hasta ${until}: no se reclama hasta que estén al día.`
      : `Los pagos (fuente «${feed}») esperan a ser leídos, o nadie los lee: no se reclama hasta que estén al día.`;
  return until
    ? `Payments (feed “${feed}”) are known only until ${until}: nothing is chased before they are up to date.`
    : `Payments (feed “${feed}”) wait to be read, or nobody reads them: nothing is chased before they are up to date.`;
}

function rollWords(
  { from, backTo, holiday }: Extract<Reason, { code: 'rolled-to-open-day' }>,
  language: ReaderLanguage,
): string {
  if (language === 'es') {
    const moved =
      backTo === undefined ? 'Pasa al siguiente día hábil' : `Se adelanta al día hábil anterior, el ${backTo}`;
    return holiday
      ? `${moved}, porque el ${from} es festivo: ${holiday.es}.`
      : `${moved}, porque el ${from} es festivo o fin de semana.`;
  }
  const moved = backTo === undefined ? 'Moved to the next open day' : `Moved to the open day before, ${backTo}`;
  return holiday
    ? `${moved}, because ${from} is a holiday: ${holiday.en}.`
    : `${moved}, because ${from} is a holiday or a weekend.`;
}

/** Puts a reason into a sentence for a credit controller, in English or Spanish. Dates stay `YYYY-MM-DD`. Total. */
export function explain(reason: Reason, language: ReaderLanguage): string {
  const es = language === 'es';
  switch (reason.code) {
    case 'step-day': {
      const days = Math.abs(reason.day);
      if (reason.day === 0)
        return es
          ? `El paso «${reason.stepId}» es el día del vencimiento.`
          : `Step “${reason.stepId}” is on the due date.`;
      if (es)
        return `El paso «${reason.stepId}» es ${days} ${days === 1 ? 'día' : 'días'} ${reason.day < 0 ? 'antes' : 'después'} del vencimiento.`;
      return `Step “${reason.stepId}” is ${days} ${days === 1 ? 'day' : 'days'} ${reason.day < 0 ? 'before' : 'after'} the due date.`;
    }
    case 'rolled-to-open-day':
      return rollWords(reason, language);
    case 'spacing-to-last-reminder':
      return es
        ? `El último recordatorio al cliente fue el ${reason.lastOn}; entre dos pasan al menos ${reason.days} días.`
        : `The customer's last reminder was on ${reason.lastOn}; at least ${reason.days} days lie between two.`;
    case 'kept-distance-after-late-step':
      return es
        ? `El paso «${reason.stepId}» salió tarde, el ${reason.on}; se mantiene la distancia entre pasos.`
        : `Step “${reason.stepId}” was late, on ${reason.on}; the distance between the steps is kept.`;
    case 'deadline-named':
      return es
        ? `El último mensaje dio plazo hasta el ${reason.on}.`
        : `The last message gave until ${reason.on} to pay.`;
    case 'not-known-before':
      return es ? `La factura se conoció el ${reason.on}.` : `The invoice was known on ${reason.on}.`;
    case 'late-catching-up':
      return es
        ? 'El día previsto ya pasó; se recupera ahora, en orden.'
        : 'Its day has passed; it is caught up now, in order.';
    case 'customer-refused':
      return es ? 'El cliente se negó a pagar en la llamada.' : 'The customer refused to pay on the call.';
    case 'contact-budget':
      if (es)
        return `Ya hubo ${reason.most} ${reason.used === 'calls' ? 'llamadas' : 'contactos'} en ${reason.days === 1 ? 'un día' : `${reason.days} días`}: es el máximo que permite la política.`;
      return `There were ${reason.most} ${reason.used} in ${reason.days === 1 ? 'one day' : `${reason.days} days`} already: the policy allows no more.`;
    case 'legal-cap':
      return explainCap(reason.cap, language);
    case 'condition-unmet':
      return es
        ? `No se cumple la condición del paso: ${conditionWords.es[reason.field]}.`
        : `The step's condition does not hold: ${conditionWords.en[reason.field]}.`;
    case 'supply-hold-not-announced':
      return es
        ? 'El corte de suministro no se ha anunciado al cliente: sin anuncio no hay corte.'
        : 'The supply hold was not announced to the customer: without that there is none.';
    case 'passed-over':
      return es
        ? `El caso ya pasó de aquí con el paso «${reason.stepId}».`
        : `The case has gone past it with step “${reason.stepId}”.`;
    case 'courtesy-lapsed':
      return es ? 'Su día ya pasó; una cortesía no se recupera.' : 'Its day has passed; a courtesy is not caught up.';
    case 'reached-elsewhere':
      return es
        ? `La etapa «${reason.stage}» ya se alcanzó antes de llegar a Puntual.`
        : `The stage “${reason.stage}” was reached before the invoice came to Puntual.`;
    case 'feed-stale':
      return feedWords(reason.feed, reason.completeUntil, language);
    case 'all-stopped':
      return es
        ? 'La organización ha detenido todo contacto con sus clientes.'
        : 'The organization has stopped all contact with its customers.';
    case 'hold': {
      const word = holdWords[language][reason.kind];
      if (es) return reason.untilOn ? `En espera por ${word} hasta el ${reason.untilOn}.` : `En espera por ${word}.`;
      return reason.untilOn ? `On hold for ${word} until ${reason.untilOn}.` : `On hold for ${word}.`;
    }
    case 'direct-debit':
      return es
        ? 'Se cobrará por domiciliación; solo se reclama si falla.'
        : 'It will be collected by direct debit; it is chased only if that fails.';
    case 'covered-by-credit':
      return es ? 'El saldo a favor del cliente cubre lo pendiente.' : 'The customer’s credit covers what is open.';
    case 'being-sent':
      return es
        ? `El paso «${reason.stepId}» está pedido y saldrá con el próximo mensaje al cliente.`
        : `Step “${reason.stepId}” is requested and leaves with the customer's next message.`;
    case 'call-open':
      return es ? `Hay una llamada pendiente para el ${reason.dueOn}.` : `A call is open, due on ${reason.dueOn}.`;
    case 'awaiting-approval':
      return es ? 'La cesión a la agencia espera aprobación.' : 'The hand-off to the agency awaits approval.';
    case 'with-agency':
      return es ? 'El caso está en manos de la agencia.' : 'The case is with the agency.';
    case 'nothing-left':
      return es
        ? 'No quedan pasos; solo un pago o una persona pueden cambiarlo.'
        : 'No steps are left; only a payment or a person can change it.';
  }
}
