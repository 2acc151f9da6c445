import type { Words } from '@puntual/domain/refusals/refusal';
import type { ServiceProblems } from '../services.ts';

/** Problems of imports, the local outbox and webhooks, in Spanish. */
export const services: Words<ServiceProblems> = {
  'empty-file': 'El fichero está vacío: envíelo como cuerpo de la petición.',
  'not-a-file': 'Envíe el fichero tal cual, como text/csv, application/xml o application/octet-stream.',
  'import-not-now':
    'El estado de la importación no lo permite: solo se toma un ensayo terminado del último día, y solo se detiene ' +
    'una importación en curso.',
  'import-quota': ({ megabytes }) =>
    `Ya hay ficheros guardados de ${megabytes} MB, el máximo de una organización: espere a que se importen o detenga ` +
    'alguno.',
  'outbox-away':
    'La bandeja de salida local (OUTBOX_URL) no responde: compruebe que está en marcha e inténtelo de nuevo.',
  'no-webhook-secret':
    'No se pueden verificar los webhooks: defina RESEND_WEBHOOK_SECRET con el secreto de firma que muestra Resend y ' +
    'reinicie la API.',
  'bad-signature':
    'La firma no es válida o es demasiado antigua: compare RESEND_WEBHOOK_SECRET con el secreto de Resend, y los ' +
    'relojes.',
};
