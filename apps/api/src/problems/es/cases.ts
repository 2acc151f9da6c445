import { dayText } from '@puntual/domain/language/day-text';
import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems, EndedThing } from '../cases.ts';

const day = (on: string) => dayText(on, 'es');

const SETTLED = { hold: 'poner en espera', 'write-off': 'dar de baja', promise: 'prometer' } as const;
const STATES: Readonly<Record<PromiseState, string>> = {
  open: 'está abierta',
  kept: 'está cumplida',
  'partly-kept': 'se cumplió solo en parte',
  broken: 'se incumplió',
  renewed: 'fue sustituida por otra',
  withdrawn: 'fue retirada',
};

const PLAN_STATES: Readonly<Record<PlanState, string>> = {
  proposed: 'está propuesto',
  active: 'está en curso',
  missed: 'está en curso',
  completed: 'está completado',
  defaulted: 'está incumplido',
  cancelled: 'fue cancelado',
  rejected: 'fue rechazado',
  replaced: 'fue sustituido por otro',
};

const ENDED: Readonly<Record<EndedThing, string>> = {
  access: 'Esta petición de acceso ya tiene esa respuesta',
  charge: 'El cargo ya terminó',
  contact: 'Todo el contacto está ya detenido',
  'contact-stop': 'El contacto no está detenido',
  group: 'El cliente no está en ningún grupo',
  hold: 'La espera ya terminó',
  key: 'Ya está revocado',
  lock: 'Nada impide a esta persona iniciar sesión',
  'note-pin': 'La nota no está fijada',
  'opt-out': 'El contacto no ha rechazado este canal',
  pause: 'La pausa ya terminó',
  policy: 'La política ya está retirada',
  'portal-link': 'El enlace ya está revocado',
  question: 'La pregunta ya está respondida o retirada',
  recall: 'La deuda ya se ha reclamado a la agencia',
  'second-factor': 'Esta persona no tiene segundo factor',
  sessions: 'Esta persona no tiene ninguna sesión abierta aquí',
  snooze: 'La tarea no está aplazada',
  'task-pin': 'La tarea no está fijada',
};

/** Problems of invoices, tasks, payments and receipts, in Spanish. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) => `La factura está saldada; no hay nada que ${SETTLED[wanted]}.`,
  'already-paused': ({ until, by }) =>
    `${by} ya lo ha puesto en pausa, ${until === null ? 'sin fin' : `hasta el ${day(until)}`}: no se ha cambiado nada.`,
  'already-ended': ({ what }) => `${ENDED[what]}: no se ha cambiado nada.`,
  'promise-open': ({ promiseId }) =>
    `Hay otra promesa abierta sobre una de las facturas (${promiseId}): indíquela en \`renews\` para sustituirla.`,
  'plan-open': ({ planId }) => `Otro plan de pagos trata de una de las facturas (${planId}): cambie o cancele ese.`,
  'plan-over': ({ state }) => `El plan de pagos ${PLAN_STATES[state]}.`,
  'promise-over': ({ state }) => `La promesa ${STATES[state]}: haga otra nueva.`,
  'nothing-written-off': 'Esta factura no tiene ningún importe dado de baja; no hay nada que anular.',
  'hold-of-erp':
    'Un factor tiene esta factura. La espera termina cuando el ERP publica que la factura volvió ' +
    '(puntual.invoice.assigned.v1 con assignedTo null).',
  'credit-limit-changed': ({ version }) =>
    `Alguien cambió el límite entretanto: vuelva a cargarlo e indique su versión (${version}).`,
  'credit-limit-same': 'El cliente ya tiene este límite; no se cambió nada.',
  'credit-limit-not-exceeded': 'El cliente está dentro del límite de crédito: no hay motivo para cortar el suministro.',
  'supply-held': 'Ya se pidió un corte de suministro por el límite: vuelva a cargar el crédito del cliente.',
  'nothing-to-hold': 'No queda ninguna factura abierta del cliente sin corte de suministro.',
  'no-supply-hold':
    'No hay ningún corte de suministro vigente por esta factura: vuelva a cargarla para ver qué fue de él.',
  'charge-settled': 'Este cargo no tiene nada pendiente; no hay nada que condonar.',
  'task-claimed-by-other': ({ by }) => `La tarea la tiene ${by}.`,
  'task-not-done': 'La tarea está abierta: no hay ningún resultado que retirar.',
  'outcome-final': 'Este resultado no se puede retirar: indique lo correcto con un nuevo acto.',
  'outcome-followed': 'Alguien ha actuado después sobre este resultado: ya no se puede retirar.',
  'contact-changed': 'Alguien ha cambiado el contacto mientras tanto: vuelva a cargarlo.',
  'call-ended': 'La llamada ha terminado: corrija su anotación.',
  'call-superseded': 'Esta anotación ya se corrigió: corrija la más reciente.',
  'task-already-done': 'La tarea ya está hecha: vuelva a cargarla para ver su resultado.',
  'task-assigned-to-other': ({ by }) =>
    by === null ? 'La tarea está con todos: vuelva a cargarla.' : `La tarea está ahora con ${by}: vuelva a cargarla.`,
  'task-not-yours': 'Solo un responsable puede dar una tarea a otra persona; usted puede devolver la que tenga.',
  'task-put-off-too-often': ({ most }) => `La tarea ya se aplazó ${most} veces: hágala, o désela a un responsable.`,
  'payment-reversed':
    'El pago fue devuelto (recibo devuelto o contracargo); no hay dinero que aplicar. Elija otro pago.',
  'payment-of-erp': 'Este pago lo publicó el ERP: corríjalo allí, publicando su devolución y después el pago correcto.',
  'already-disputed': ({ number }) => `La disputa ${number} es sobre toda la factura: cámbiela en su lugar.`,
  'dispute-ended': 'La disputa ya terminó: vuelva a cargarla para ver cómo.',
  'dispute-changed': 'Alguien cambió la disputa entretanto: vuelva a cargarla y repita el cambio.',
  'dispute-full': 'La disputa tiene ya tantas notas, archivos o preguntas como puede tener.',
  'evidence-kind': 'Envíe el archivo mismo, sin comprimir: PDF, PNG, JPEG o texto sin formato (UTF-8).',
  'agency-changed': 'Alguien guardó esta agencia entretanto: vuelva a cargarla.',
  'agency-host-not-allowed': ({ host }) =>
    `Quien opera Puntual no permite agencias en ${host}: debe constar en el ajuste AGENCY_HOSTS, con https.`,
  'no-such-agency': 'No hay ninguna agencia activa con esta clave.',
  'placement-over': 'Esta cesión ha terminado, o aún no ha llegado tan lejos: vuelva a cargarla.',
  'placement-under-way': 'La deuda está en una agencia, o su cesión está en curso.',
  'placement-of-nothing': 'Ya no hay nada pendiente de esta factura.',
  'placement-on-hold': 'La factura está en pausa: ponga antes fin a la pausa.',
  'collection-reversed': 'Este cobro ya se había anulado.',
  'report-not-of-money': 'Este aviso no trata de dinero cobrado.',
  'placement-told': 'La agencia ya tiene esta deuda, o quizá la tenga: retírela, o diga antes si llegó.',
  'no-agency-secrets':
    'Las agencias firman con secretos que necesitan el ajuste PUNTUAL_SECRETS_KEY: pídalo a quien opera Puntual.',
  'no-inbound-secret':
    'El correo entrante se firma con un secreto que necesita PUNTUAL_SECRETS_KEY: pídalo a quien opera Puntual.',
  'reply-not-open': 'Alguien ya decidió sobre este correo: vuelva a cargarlo para ver qué.',
  'no-answer-text': 'Una respuesta necesita un texto: escríbalo, o elija una preparada en el idioma del contacto.',
  'reply-from-stranger': 'El remitente no es un contacto del cliente: añádalo antes, o indique a quién contestar.',
  'reply-not-matched': 'Este correo todavía no es de ningún cliente: indique antes de quién es.',
  'question-link-spent': 'Este enlace ya no es válido. Pida uno nuevo a quien se lo envió.',
  'receipt-not-open':
    'Este cobro ya se asignó a un cliente o se devolvió al pagador: vuelva a cargarlo para ver cuál de los dos.',
};
