import type { Language } from '@puntual/domain/language/languages';

/** What the pages of signing in say. */
export interface PersonWords {
  readonly signIn: string;
  readonly email: string;
  readonly password: string;
  readonly newPassword: string;
  readonly button: string;
  readonly refused: string;
  readonly forgotten: string;
  readonly code: string;
  readonly codeHint: string;
  readonly codeRefused: string;
  readonly codeButton: string;
  readonly invited: (organization: string, name: string) => string;
  readonly choose: string;
  readonly acceptKnown: string;
  readonly accept: string;
  readonly reset: (name: string) => string;
  readonly resetButton: string;
  readonly withProvider: (name: string) => string;
  readonly goOn: string;
  readonly passkey: string;
  readonly passkeyRefused: string;
  readonly notices: Readonly<Record<Notice, string>>;
}

/** What a page without a form tells. */
export type Notice = 'no-organization' | 'password-set' | 'begin-again' | 'provider-refused' | 'provider-away';

export const personWords: Readonly<Record<Language, PersonWords>> = {
  en: {
    signIn: 'Sign in',
    email: 'E-mail address',
    password: 'Password',
    newPassword: 'New password (at least 12 characters)',
    button: 'Sign in',
    refused:
      'That did not work: the address or the password is wrong, or there were too many tries. Check both, and wait ' +
      'some minutes before you go on after several tries.',
    forgotten: 'If you have forgotten your password, ask an administrator of your organization for a link.',
    code: 'Code',
    codeHint: 'Enter the code that your authenticator app shows, or one of your recovery codes.',
    codeRefused:
      'That did not work: the code is wrong, was used before, or there were too many tries. Wait for the next code.',
    codeButton: 'Go on',
    invited: (organization, name) => `${name}, you are invited to ${organization}.`,
    choose: 'Choose the password with which you will sign in.',
    acceptKnown: 'You have an account already: accept with its password.',
    accept: 'Accept',
    reset: (name) => `${name}, choose a new password. All your sessions end.`,
    resetButton: 'Set the password',
    withProvider: (name) => `Sign in with ${name}`,
    goOn: 'Go on',
    passkey: 'Sign in with a passkey',
    passkeyRefused: 'The passkey did not work. Try again, or sign in another way.',
    notices: {
      'no-organization': 'You belong to no organization here any more: ask an administrator to invite you.',
      'password-set': 'Your password is set. You can sign in with it now.',
      'begin-again': 'This sign-in took too long: begin again.',
      'provider-refused':
        'You are not known here under that account: ask an administrator to invite you with the e-mail address that ' +
        'you have there.',
      'provider-away': 'The sign-in did not come to an end: begin again, or sign in another way.',
    },
  },
  es: {
    signIn: 'Iniciar sesión',
    email: 'Correo electrónico',
    password: 'Contraseña',
    newPassword: 'Contraseña nueva (al menos 12 caracteres)',
    button: 'Iniciar sesión',
    refused:
      'No ha funcionado: el correo o la contraseña no son correctos, o ha habido demasiados intentos. Revise ambos ' +
      'y, tras varios intentos, espere unos minutos.',
    forgotten: 'Si ha olvidado la contraseña, pida un enlace a la administración de su organización.',
    code: 'Código',
    codeHint: 'Introduzca el código que muestra su aplicación de autenticación, o uno de sus códigos de recuperación.',
    codeRefused:
      'No ha funcionado: el código no es correcto, ya se ha usado, o ha habido demasiados intentos. Espere al ' +
      'siguiente código.',
    codeButton: 'Continuar',
    invited: (organization, name) => `${name}, le han invitado a ${organization}.`,
    choose: 'Elija la contraseña con la que iniciará sesión.',
    acceptKnown: 'Ya tiene una cuenta: acepte con su contraseña.',
    accept: 'Aceptar',
    reset: (name) => `${name}, elija una contraseña nueva. Terminan todas sus sesiones.`,
    resetButton: 'Guardar la contraseña',
    withProvider: (name) => `Iniciar sesión con ${name}`,
    goOn: 'Continuar',
    passkey: 'Iniciar sesión con una llave de acceso',
    passkeyRefused: 'La llave de acceso no ha funcionado. Inténtelo de nuevo o inicie sesión de otra manera.',
    notices: {
      'no-organization': 'Ya no pertenece aquí a ninguna organización: pida a un administrador que le invite.',
      'password-set': 'Su contraseña está guardada. Ya puede iniciar sesión con ella.',
      'begin-again': 'El inicio de sesión ha tardado demasiado: empiece de nuevo.',
      'provider-refused':
        'No se le conoce aquí con esa cuenta: pida a un administrador que le invite con el correo que tiene en ella.',
      'provider-away': 'El inicio de sesión no ha terminado: empiece de nuevo o inicie sesión de otra manera.',
    },
  },
};
