import type { Role } from '@puntual/casework/access/credentials';
import type { Words } from '@puntual/domain/refusals/refusal';
import { taskKinds } from '@puntual/domain/tasks/task-kinds';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { AccessProblems } from '../access.ts';

const roles: Readonly<Record<Role, string>> = {
  administrator: 'administración',
  manager: 'responsable',
  collector: 'gestión de cobros',
  viewer: 'solo lectura',
  integration: 'integración',
};
const enders = {
  workers: 'un gestor de cobros, un responsable o un administrador',
  deciders: 'un responsable o un administrador',
} as const;

/** Problems of signing in and of rights, in Spanish. */
export const access: Words<AccessProblems> = {
  'not-signed-in': 'Inicie sesión o envíe una clave válida como «Authorization: Bearer <clave>».',
  forbidden: (values) => {
    if ('role' in values)
      return `El rol «${roles[values.role]}» no permite esto: pídalo a un administrador o use una clave con otro rol.`;
    const { taskKind } = values;
    const by = enders[taskKinds[taskKind].endedBy];
    return `Una tarea de este tipo (${taskWords.es.kinds[taskKind]}) la termina ${by}: pídaselo.`;
  },
  'cross-site':
    'Una sesión solo puede escribir desde las páginas de Puntual: hágalo allí. Los programas usan una clave.',
  'too-many-requests': ({ seconds }) => `Demasiadas peticiones: inténtelo de nuevo en ${seconds} s.`,
  'too-many-streams': ({ most }) =>
    `Demasiadas conexiones abiertas: cierre una de las suyas (como mucho ${most}) o inténtelo más tarde.`,
  'key-name-in-use': ({ name }) =>
    `Una clave válida ya tiene el nombre «${name}»: elija otro, para que el historial muestre quién hizo qué.`,
  'unknown-host':
    'Puntual no se conoce con este nombre de servidor: use la dirección de PUBLIC_URL o añada el nombre a ' +
    'ALLOWED_HOSTS.',
  'sign-in-link-spent':
    'Este enlace de acceso ya se ha usado o tiene más de 15 minutos. Cree otro enlace, o ejecute de nuevo ' +
    '«npm start», y abra ese.',
  'not-a-session': 'Esto es una clave de API, no una sesión; no hay sesión que cerrar.',
};
