import type { Catalogue } from './catalogue.ts';

/** Spanish texts of the written agreement about a payment plan. */
export const esAgreement: Pick<Catalogue, 'agreement'> = {
  agreement: {
    title: 'Plan de pagos',
    parties:
      '{{creditor}} (acreedor) y {{customer}} (cliente) acuerdan que el cliente pague {{total}} en los plazos que ' +
      'siguen, en lugar de en los vencimientos de las facturas.',
    invoices: 'Facturas del plan',
    instalments: 'Plazos',
    number: 'Plazo',
    on: 'A pagar hasta el',
    amount: 'Importe',
    total: 'Suma',
    chargesIncluded: 'La suma incluye los cargos por demora pendientes cuando se hizo el plan.',
    chargesWaived:
      'Los cargos por demora pendientes de estas facturas se condonan cuando estén pagados todos los plazos.',
    silence: 'Mientras se paguen los plazos, {{creditor}} no envía recordatorios de estas facturas.',
    missed:
      'Si un plazo no se paga dentro de los {{days}} días siguientes a su fecha, el plan termina y se debe de ' +
      'inmediato todo lo pendiente.',
    early: 'El cliente puede pagar antes, en parte o por completo, sin coste.',
    madeOn: 'Hecho el {{date}}',
    reference: '{{customerId}} · {{planId}}',
  },
};
