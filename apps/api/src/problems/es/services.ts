import type { Words } from '@puntual/domain/refusals/refusal';
import type { ServiceProblems } from '../services.ts';

/** Problems of imports, the local outbox and webhooks, in Spanish. */
export const services: Words<ServiceProblems> = {
  'empty-file': 'El fichero está vacío: envíelo como cuerpo de la petición.',
  'not-a-file': 'Envíe el fichero tal cual, como text/csv, application/xml o application/octet-stream.',
  'import-not-now':
    'El estado de la importación no lo permite: solo se toma un ensayo terminado del último día, y solo se detiene una importación en curso.',
  'outbox-away': 'La bandeja de salida local (OUTBOX_URL) no responde.',
  'no-webhook-secret': 'RESEND_WEBHOOK_SECRET no está definido, así que no se pueden verificar los webhooks.',
  'bad-signature': 'La firma no es válida o es demasiado antigua.',
};
