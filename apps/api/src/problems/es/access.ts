import type { ApprovalKind } from '@puntual/domain/access/four-eyes';
import { LEAST_CHARACTERS, MOST_CHARACTERS, type PasswordFault } from '@puntual/domain/access/password-rule';
import type { Words } from '@puntual/domain/refusals/refusal';
import { taskKinds } from '@puntual/domain/tasks/task-kinds';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { AccessProblems } from '../access.ts';

const enders = {
  workers: 'un gestor de cobros, un responsable o un administrador',
  deciders: 'un responsable o un administrador',
} as const;

const acts: Readonly<Record<ApprovalKind, string>> = {
  'write-off': 'para dar por incobrable',
  placement: 'para entregar una deuda a una agencia',
  'bank-details': 'para cambiar sus cuentas bancarias',
  'policy-publishing': 'para publicar una política',
  'credit-limit': 'para ampliar un límite de crédito',
  'four-eyes': 'para pedir menos veces una segunda persona',
};

/** What is wrong with a new password. */
const faults: Readonly<Record<PasswordFault, string>> = {
  'too-short': `La contraseña es corta: use al menos ${LEAST_CHARACTERS} caracteres, por ejemplo cuatro palabras.`,
  'too-long': `La contraseña es demasiado larga: use como máximo ${MOST_CHARACTERS} caracteres.`,
  'too-simple': 'La contraseña es fácil de adivinar: elija algo que no sea una palabra muy usada ni una repetición.',
  'names-its-owner': 'La contraseña está hecha con su nombre o su dirección: elija otra.',
};

/** Problems of signing in and of rights, in Spanish. */
export const access: Words<AccessProblems> = {
  'not-signed-in': 'Inicie sesión o envíe una clave válida como «Authorization: Bearer <clave>».',
  forbidden: (values) => {
    if ('right' in values)
      return `Esto necesita el permiso «${values.right}»: pida a un administrador un rol o una clave que lo tenga.`;
    const { taskKind } = values;
    const by = enders[taskKinds[taskKind].endedBy];
    return `Una tarea de este tipo (${taskWords.es.kinds[taskKind]}) la termina ${by}: pídaselo.`;
  },
  'cross-site':
    'Una sesión solo puede escribir desde las páginas de Puntual: hágalo allí. Los programas usan una clave.',
  'too-many-requests': ({ seconds }) => `Demasiadas peticiones: inténtelo de nuevo en ${seconds} s.`,
  'too-many-streams': ({ most }) =>
    `Demasiadas conexiones abiertas: como mucho ${most}. Cierre una o inténtelo más tarde.`,
  'key-name-in-use': ({ name }) =>
    `Una clave válida ya tiene el nombre «${name}»: elija otro, para que el historial muestre quién hizo qué.`,
  'unknown-host':
    'Puntual no se conoce con este nombre de servidor: use la dirección de PUBLIC_URL o añada el nombre a ' +
    'ALLOWED_HOSTS.',
  'sign-in-link-spent':
    'Este enlace de acceso ya se ha usado o tiene más de 15 minutos. Cree otro enlace, o ejecute de nuevo ' +
    '«npm start», y abra ese.',
  'not-a-session': 'Esto es una clave de API, no una sesión; no hay sesión que cerrar.',
  'person-link-spent':
    'Este enlace ya se ha usado, se ha sustituido por otro o es demasiado antiguo. Pida otro a su administrador.',
  'beyond-own-rights': ({ rights }) =>
    `No puede dar ni cambiar permisos que usted mismo no tiene: ${rights.join(', ')}.`,
  'already-member': 'Esta persona ya pertenece a la organización: cambie su rol.',
  'too-many-members': ({ most }) => `Una organización tiene como máximo ${most} personas.`,
  'unknown-role': ({ role }) => `No hay ningún rol «${role}» en esta organización.`,
  'role-in-use': 'Hay personas con este rol: deles antes otro.',
  'too-many-roles': ({ most }) => `Una organización tiene como máximo ${most} roles propios: elimine antes uno.`,
  'last-administrator': 'Es la única persona administradora activa: nombre antes a otra.',
  'not-joined': 'Esta persona todavía no ha aceptado la invitación: invítela de nuevo para darle otro enlace.',
  'belongs-elsewhere':
    'Esta persona pertenece también a otras organizaciones: solo ella cambia su contraseña y su segundo factor.',
  'not-a-person': 'Esto es para personas con sesión en su propia cuenta, no para claves ni enlaces de acceso.',
  'wrong-password': 'La contraseña no es correcta, o ha habido demasiados intentos: inténtelo más tarde.',
  'weak-password': ({ fault }) => faults[fault],
  'second-factor-on': 'Ya hay un segundo factor: quítelo antes.',
  'wrong-code': 'El código no es correcto, es antiguo o ya se ha usado: introduzca el que se muestra ahora.',
  'no-secrets-key':
    'Los códigos de un solo uso necesitan el ajuste PUNTUAL_SECRETS_KEY, con el que se sellan sus secretos: pídalo a ' +
    'quien administra la instalación.',
  'needs-approval': ({ kind }) =>
    `Su organización pide una segunda persona ${acts[kind]}: pídala con POST /v1/approvals.`,
  'needs-two-people':
    'Al menos dos personas activas deben poder decidir, o nada podría aprobarse: invite antes a otra.',
  'approval-pending': 'Ya hay una petición abierta sobre lo mismo: espere a que se decida o retírela.',
  'approval-by-person':
    'Solo las personas piden y dan aprobaciones: inicie sesión en su cuenta o use una clave que haya creado usted.',
  'approval-own': 'Lo pidió usted: debe decidir otra persona.',
  'access-refused': 'Esta petición se denegó: la persona tiene que pedirlo otra vez.',
  'approval-not-open': 'Esta petición ya está decidida.',
  'approval-expired': 'Nadie decidió esta petición a tiempo, así que queda rechazada. Pídalo de nuevo.',
  'approval-outdated': 'El borrador se cambió después de pedirlo: pídalo de nuevo para el borrador actual.',
  'no-passkeys': 'Las llaves de acceso necesitan un nombre de servidor (PUBLIC_URL), no una dirección IP.',
  'passkey-refused': 'La llave de acceso no ha funcionado o ha tardado demasiado: inténtelo de nuevo o de otra manera.',
  'too-many-passkeys': ({ most }) => `Una persona tiene como máximo ${most} llaves de acceso: elimine antes una.`,
};
