import { moneyText } from '../language/money-text.ts';
import type { CapReason } from '../caps/next-allowed.ts';
import { dayText, minuteText } from '../language/day-text.ts';
import { stageInSpanish, stepInSpanish } from '../language/spanish.ts';
import type { ConditionField } from '../policy/conditions.ts';
import type { HoldKind } from './case-facts.ts';
import type { ExplainWords } from './explain-en.ts';

const day = (on: string) => dayText(on, 'es');

const holds: Readonly<Record<HoldKind, string>> = {
  dispute: 'una disputa',
  promise: 'una promesa de pago',
  manual: 'una pausa',
  plan: 'un plan de pagos',
  'payment-claimed': 'un pago que el cliente dice haber hecho',
  'direct-debit': 'un adeudo domiciliado en curso',
  assigned: 'su cesión a un factor',
  'paying-now': 'un pago que el cliente está haciendo ahora',
  'documents-sent': 'unos documentos que el cliente ha pedido',
  'call-back': 'una llamada que el cliente ha pedido',
};

const conditions: Readonly<Record<ConditionField, string>> = {
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
};

const caps: Readonly<Record<CapReason['code'], (cap: CapReason, law: string) => string>> = {
  'cap-count': ({ lastOn, until }, law) =>
    `Con el contacto del ${day(lastOn)} se alcanzó el máximo que permite la ley (${law}); se puede desde el ` +
    `${day(until)}.`,
  'cap-days-between': ({ lastOn, until }, law) =>
    `El último contacto fue el ${day(lastOn)}; la ley pide más distancia entre dos (${law}): desde el ${day(until)}.`,
  'cap-after-conversation': ({ lastOn, until }, law) =>
    `Se habló con el cliente el ${day(lastOn)}; después no se llama durante unos días (${law}): desde el ` +
    `${day(until)}.`,
  'cap-one-channel': ({ lastOn, until }, law) =>
    `El ${day(lastOn)} se contactó por otro canal; la ley permite uno solo en esos días (${law}): desde el ` +
    `${day(until)}.`,
};

const closures = {
  weekday: 'un día de la semana sin contacto',
  'closing-day': 'un día de cierre de la organización',
};

const allStopped = 'La organización ha detenido todo contacto con sus clientes.';

export const explainEs: ExplainWords = {
  reasons: {
    'step-day': ({ stepId, day: offset }) => {
      if (offset === 0) return `El paso «${stepInSpanish(stepId)}» es el día del vencimiento.`;
      const days = Math.abs(offset);
      const side = offset < 0 ? 'antes' : 'después';
      return `El paso «${stepInSpanish(stepId)}» es ${days} ${days === 1 ? 'día' : 'días'} ${side} del vencimiento.`;
    },
    'rolled-to-open-day': ({ from, backTo, holiday, closed }) => {
      const moved =
        backTo === undefined ? 'Pasa al siguiente día hábil' : `Se adelanta al día hábil anterior, el ${day(backTo)}`;
      return holiday
        ? `${moved}, porque el ${day(from)} es festivo: ${holiday.es}.`
        : `${moved}, porque el ${day(from)} es ${closed === undefined ? 'un día cerrado' : closures[closed]}.`;
    },
    'spacing-to-last-reminder': ({ lastOn, days }) =>
      `El último recordatorio al cliente fue el ${day(lastOn)}; entre dos pasan al menos ${days} días.`,
    'kept-distance-after-late-step': ({ stepId, on }) =>
      `El paso «${stepInSpanish(stepId)}» salió tarde, el ${day(on)}; se mantiene la distancia entre pasos.`,
    'deadline-named': ({ on }) => `El último mensaje dio plazo hasta el ${day(on)}.`,
    'pay-run': ({ on }) =>
      `El cliente paga en días fijos, y el primero en que puede entrar la factura es el ${day(on)}: se recuerda ` +
      'después.',
    'not-known-before': ({ on }) => `La factura se conoció el ${day(on)}.`,
    'late-catching-up': () => 'El día previsto ya pasó; se recupera ahora, en orden.',
    'customer-refused': () => 'El cliente se negó a pagar en la llamada.',
    'contact-budget': ({ most, used, days }) =>
      `Ya hubo ${most} ${used === 'calls' ? 'llamadas' : 'contactos'} en ${days === 1 ? 'un día' : `${days} días`}: ` +
      'es el máximo que permite la política.',
    'legal-cap': ({ cap }) => caps[cap.code](cap, `${cap.source.law}, ${cap.source.article}`),
    'condition-unmet': ({ field }) => `No se cumple la condición del paso: ${conditions[field]}.`,
    'repeated-fee': ({ period, everyDays, amount, currency, percent }) =>
      `El mensaje trae la comisión del periodo ${period} de ${everyDays} días de demora, ` +
      `${amount === null ? `el ${percent} % de lo pendiente` : moneyText(amount, currency, 'es')}, ` +
      'hasta donde la dejan su máximo y la ley.',
    'first-invoice': () => 'Primera factura de un cliente nuevo: las condiciones se dicen una vez, al principio.',
    'supply-hold-not-announced': () =>
      'El corte de suministro no se ha anunciado al cliente: sin anuncio no hay corte.',
    'passed-over': ({ stepId }) => `El caso ya pasó de aquí con el paso «${stepInSpanish(stepId)}».`,
    'courtesy-lapsed': () => 'Su día ya pasó; una cortesía no se recupera.',
    'listed-already': ({ on }) =>
      `El mensaje del ${day(on)} ya anunció el vencimiento de la factura: no hace falta otro aviso previo.`,
    'reached-elsewhere': ({ stage }) => `La etapa «${stageInSpanish(stage)}» ya se alcanzó antes de llegar a Puntual.`,
    'feed-stale': ({ feed, completeUntil }) =>
      completeUntil === null
        ? `Los pagos (fuente «${feed}») esperan a ser leídos, o nadie los lee: no se reclama hasta que estén al día.`
        : `Los pagos (fuente «${feed}») solo se conocen hasta ${minuteText(completeUntil, 'es')}: ` +
          'no se reclama hasta que estén al día.',
    'all-stopped': () => allStopped,
    hold: ({ kind, untilOn }) =>
      untilOn ? `En espera por ${holds[kind]} hasta el ${day(untilOn)}.` : `En espera por ${holds[kind]}.`,
    'direct-debit': () => 'Se cobrará por domiciliación; solo se reclama si falla.',
    'covered-by-credit': () => 'El saldo a favor del cliente cubre lo pendiente.',
    'being-sent': ({ stepId }) =>
      `El paso «${stepInSpanish(stepId)}» está pedido y saldrá con el próximo mensaje al cliente.`,
    'call-open': ({ dueOn, again }) =>
      again
        ? `En la última llamada no contestó nadie; la siguiente será el ${day(dueOn)}.`
        : `Hay una llamada pendiente para el ${day(dueOn)}.`,
    'awaiting-approval': () => 'La cesión a la agencia espera aprobación.',
    'with-agency': () => 'El caso está en manos de la agencia.',
    'last-letter': ({ untilOn }) =>
      untilOn === null
        ? 'La agencia no acepta deudas sin un último requerimiento, y no se ha enviado ninguno.'
        : `El último requerimiento da al cliente hasta el ${day(untilOn)}; la agencia recibe la deuda después.`,
    'agency-not-reached': ({ why }) =>
      ({
        'no-agency': 'Ninguna agencia acepta esta deuda según las reglas de la organización.',
        refused: 'La agencia rechazó lo que se le comunicó, o no fue posible contactar con ella.',
        unknown: 'Nadie sabe si la agencia recibió lo que se le comunicó.',
      })[why],
    'nothing-left': () => 'No quedan pasos; solo un pago o una persona pueden cambiarlo.',
  },
  waits: {
    'window-closed': 'Fuera del horario de contacto del cliente, o en un día cerrado: sale cuando vuelva a abrir.',
    spacing: 'Es demasiado pronto tras el último recordatorio al cliente.',
    'deadline-named': 'Aún no ha pasado el plazo que dio el último mensaje.',
    'contact-budget': 'El cliente ya ha tenido tantos contactos como permite la política.',
    'legal-cap': 'La ley limita cuántas veces, o cuán seguido, se puede contactar al cliente.',
    'daily-limit': 'La organización ya ha enviado hoy tantos mensajes como se permite.',
    'feed-stale': 'No se sabe si los pagos están completos: no se reclama hasta que lo estén.',
    'covered-by-credit': 'El saldo a favor del cliente paga todo lo que el mensaje le pediría.',
    'all-stopped': allStopped,
    'address-resting': 'El último mensaje no llegó por ahora: se volverá a intentar más tarde con esa dirección.',
  },
};
