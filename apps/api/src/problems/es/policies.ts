import type { Words } from '@puntual/domain/refusals/refusal';
import type { PolicyProblems } from '../policies.ts';

/** Problems of policies and simulations, in Spanish. */
export const policies: Words<PolicyProblems> = {
  'move-running': 'Aún hay casos pasando a la versión anterior: espere o deténgalo.',
  'move-ended': 'El traspaso ya ha terminado.',
  'policy-is-default': 'Es la política predeterminada: elija antes otra.',
  'unknown-policy': 'No hay ninguna política publicada con esta clave.',
  'too-many-invoices': ({ invoices, most }) =>
    `Hay ${invoices} facturas; una simulación admite ${most} como máximo: indique algunas, o menos días.`,
  'too-many-simulations': 'Hay otras simulaciones en curso: inténtelo de nuevo cuando terminen.',
};
