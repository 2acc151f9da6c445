import type { Words } from '../refusal.ts';
import type { RequestRefusals } from '../requests.ts';

/** Refusals of requests, in Spanish. */
export const requests: Words<RequestRefusals> = {
  'not-final-yet': 'lo que se sabía en un momento es definitivo un minuto después: indique uno anterior',
  'other-cursor': 'no es un cursor de esta lista: use el nextCursor de la página anterior',
  'not-storable': 'no se puede guardar: contiene un NUL o medio par sustituto, o es demasiado profundo',
  'too-deep': 'el JSON es demasiado profundo',
  'not-an-idempotency-key': 'debe tener de 1 a 200 caracteres ASCII, [!-~]',
  'key-of-other-policy': 'no es la clave de la dirección: la vista previa es de esa política',
  'not-an-open-invoice': 'no hay ninguna factura pendiente con este identificador',
  'past-ends-first': ({ from }) => `es anterior al primer día, ${from}`,
  'past-in-future': 'está en el futuro: el historial termina hoy',
  'past-too-long': ({ mostDays }) => `una simulación dura ${mostDays} días como máximo`,
};
