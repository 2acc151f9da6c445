import type { Words } from '../refusal.ts';
import type { DisputeRefusals } from '../disputes.ts';
import { moneyText } from '../../language/money-text.ts';

/** Refusals of disputes, in Spanish. */
export const disputes: Words<DisputeRefusals> = {
  'dispute-beyond-open': ({ left }) =>
    `solo ${moneyText(left.amount, left.currency, 'es')} de la factura está pendiente y sin disputa`,
  'invoice-unknown-or-other': ({ invoiceId }) => `el cliente no tiene ninguna factura pendiente ${invoiceId}`,
  'invoice-named-twice': ({ invoiceId }) => `la factura ${invoiceId} figura dos veces: sume sus importes`,
  'deadline-too-far': ({ mostDays }) => `el plazo de una disputa es como máximo de ${mostDays} días`,
  'credit-beyond-dispute': ({ disputed }) =>
    `solo se disputan ${moneyText(disputed.amount, disputed.currency, 'es')} de la factura: no se puede abonar más`,
  'split-without-credit': 'indique cuánto se abona de qué factura, o elija otro resultado',
  'credits-only-for-split': 'los importes que se abonan solo corresponden al resultado «repartir»',
};
