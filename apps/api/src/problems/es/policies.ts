import type { Words } from '@puntual/domain/refusals/refusal';
import type { PolicyProblems } from '../policies.ts';

/** Problems of policies and simulations, in Spanish. */
export const policies: Words<PolicyProblems> = {
  'move-running': 'Aún hay casos pasando a la versión publicada antes: espere a que termine ese traspaso o deténgalo.',
  'move-ended': 'El traspaso ya ha terminado; no hay nada que detener.',
  'policy-is-default': 'Es la política predeterminada: elija antes otra como predeterminada.',
  'unknown-policy': 'No hay ninguna política publicada con esta clave: publíquela antes o elija otra.',
  'too-many-invoices': ({ invoices, most }) =>
    `Hay ${invoices} facturas; una simulación admite ${most} como máximo: indique solo algunas, o elija menos días.`,
  'too-many-simulations': 'Hay otras simulaciones en curso: inténtelo de nuevo cuando terminen.',
};
