import type { Words } from '../refusal.ts';
import type { SettingsRefusals } from '../settings.ts';

/** Refusals of settings and rate tables, in Spanish. */
export const settings: Words<SettingsRefusals> = {
  'closed-too-long': ({ mostDays }) => `se pueden cerrar como máximo ${mostDays} días seguidos`,
  'rate-row-ends-first': ({ from, until }) =>
    `la fila acaba el ${until}, antes de empezar el ${from}: indique un final posterior`,
  'rate-rows-overlap': ({ from, beforeUntil }) =>
    `la fila empieza el ${from}, cuando aún rige la anterior: empiécela después del ${beforeUntil}`,
  'contrast-too-low': ({ ratio, least }) =>
    `el contraste es de ${ratio}:1, insuficiente para leer: se necesita al menos ${least}:1`,
  'text-colour-without-ground': () => 'el color del texto necesita el de su fondo: indique también `colour`',
};
