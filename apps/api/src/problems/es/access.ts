import type { Words } from '@puntual/domain/refusals/refusal';
import type { AccessProblems } from '../access.ts';

/** Problems of signing in and of rights, in Spanish. */
export const access: Words<AccessProblems> = {
  'not-signed-in': 'Inicie sesión o envíe una clave válida como «Authorization: Bearer <clave>».',
  forbidden: (values) =>
    'role' in values
      ? `El rol «${values.role}» no permite hacer esto.`
      : 'La cesión de una deuda a una agencia la decide un responsable o un administrador.',
  'cross-site': 'Una sesión solo puede escribir desde las páginas de Puntual; los programas usan una clave.',
  'too-many-requests': ({ seconds }) => `Demasiadas peticiones: inténtelo de nuevo en ${seconds} s.`,
  'not-a-session': 'Esto es una clave de API, no una sesión; no hay sesión que cerrar.',
};
