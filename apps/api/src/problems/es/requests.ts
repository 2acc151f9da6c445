import type { Words } from '@puntual/domain/refusals/refusal';
import type { RequestProblems } from '../requests.ts';

/** Problems of requests, whatever they are about, in Spanish. */
export const requests: Words<RequestProblems> = {
  invalid: 'Se han rechazado partes de la petición: corrija lo que indica «errors» y envíela de nuevo.',
  'not-found': 'No hay nada en esta dirección: compruébela, y los identificadores que contiene.',
  unreadable: 'No se puede leer la petición: envíe un cuerpo JSON bien formado a una dirección bien formada.',
  'too-large': ({ what }) =>
    what === 'body'
      ? 'El cuerpo es mayor de lo que admite esta ruta (4 MB de eventos o para una simulación, 256 KB en las demás).'
      : 'Un fichero puede tener 256 MB como máximo: divídalo.',
  'too-many-values': ({ most }) =>
    `El cuerpo puede contener ${most} valores como máximo: envíelo en varias peticiones.`,
  'not-json': 'Envíe el cuerpo como application/json en UTF-8.',
  'other-status': ({ status }) =>
    `La petición ha sido rechazada (HTTP ${status}): compare su método, dirección y cabeceras con la descripción de ` +
    'la API.',
  unexpected:
    'Puntual ha fallado con esta petición; la causa está en su registro. Inténtelo más tarde o consulte a quien lo ' +
    'administra.',
  busy: ({ seconds }) =>
    `Puntual está ocupado con otras peticiones: envíe esta de nuevo dentro de ${seconds} segundos.`,
  'too-heavy':
    'El trabajo ha durado demasiado o necesitaba demasiada memoria: pida menos de una vez (menos facturas, menos ' +
    'días, menos filas).',
  'too-many-keys': ({ most }) => `Los objetos del cuerpo pueden tener ${most} claves distintas como máximo.`,
  'database-away': ({ eventsTaken }) =>
    eventsTaken === null
      ? 'La base de datos no responde. Esta petición no ha cambiado nada, salvo que ella misma lo diga; inténtelo ' +
        'de nuevo en unos segundos.'
      : `La base de datos no responde. Antes se tomaron ${eventsTaken} de los eventos; envíelos todos otra vez: ` +
        'cada evento cuenta una sola vez, y lo ya tomado responde «duplicate».',
  'idempotency-key-in-progress':
    'La petición con esta Idempotency-Key no ha terminado. Si sigue así, compruebe si se llegó a hacer y use una ' +
    'clave nueva.',
  'idempotency-answer-not-kept': ({ status }) =>
    `La petición con esta Idempotency-Key ya se hizo (HTTP ${status}), pero su respuesta no se conservó: era ` +
    'demasiado grande o antes hubo un fallo. Consulte lo que cambió; no la envíe de nuevo con otra clave.',
  'idempotency-key-reuse': 'Esta Idempotency-Key pertenece a otra petición; use una nueva para cada una.',
};
