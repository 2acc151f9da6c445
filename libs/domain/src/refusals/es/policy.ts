import type { PolicyRefusals } from '../policy.ts';
import type { Words } from '../refusal.ts';

const debtors = { business: 'empresas', consumer: 'consumidores', 'public-body': 'organismos públicos' } as const;

/** Refusals of policy documents, in Spanish. */
export const policy: Words<PolicyRefusals> = {
  'window-closes-first': ({ from, to }) => `el horario debe abrir antes de cerrar: ${from} no es anterior a ${to}`,
  'thank-you-id': ({ id }) => `«${id}» es la nota tras un pago; dé otro id al paso`,
  'step-id-taken': ({ id }) => `el id «${id}» ya lo tiene un paso anterior: dé otro id al paso`,
  'days-out-of-order': ({ day, before }) =>
    `los pasos van en el orden de sus días: el día ${day} viene después del día ${before}`,
  'stage-goes-back': ({ stage, before }) => `un caso nunca retrocede de etapa: «${stage}» viene después de «${before}»`,
  'repeats-into-next-step': ({ stepId, untilDay }) =>
    `el paso «${stepId}» se repite hasta el día ${untilDay}: el siguiente va después`,
  'courtesy-repeats': 'solo se repiten pasos posteriores al vencimiento',
  'repeat-ends-first': ({ untilDay, day }) =>
    `se repite hasta el día ${untilDay}, que es anterior a su propio día ${day}`,
  'not-a-courtesy': 'antes del vencimiento y en su día solo hay mensajes de cortesía',
  'late-fee-sum': 'una comisión por demora es o una cantidad (amount) o una parte de lo pendiente (percentOfOpen)',
  'late-fee-maximum':
    'una comisión que se repite necesita un máximo: una cantidad (amount), una parte (percentOfPrincipal), o ambas',
  'supply-hold-not-announced': 'un corte de suministro necesita antes un paso que lo anuncie',
  'notice-not-written': ({ template, languages }) =>
    `el aviso «${template}» no está escrito en un idioma que tienen los clientes: ${languages.join(', ')}; elija ` +
    'otro aviso',
  'hours-not-lawful': ({ from, to, kind, country, law }) =>
    `de ${from} a ${to} queda fuera de las horas que permite la ley (${debtors[kind]}, ${country}; ${law})`,
  'weekday-not-lawful': ({ kind, country, law }) =>
    `la ley no permite contactar en alguno de estos días de la semana (${debtors[kind]}, ${country}; ${law})`,
  'calls-not-lawful': ({ most, kind, country, law }) =>
    `la ley permite como máximo ${most} llamadas en siete días (${debtors[kind]}, ${country}; ${law})`,
};
