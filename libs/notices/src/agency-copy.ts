import { oneLine } from './one-line.ts';

/** What a mail to an agency is about. */
export type AgencyNotice = 'placement' | 'changed' | 'recall';

/** The facts of a mail to an agency, as text. */
export interface AgencyNoticeProps {
  readonly placementId: string;
  readonly invoiceId: string;
  readonly agencyRef: string | null;
  readonly open: string | null;
  readonly currency: string | null;
  readonly disputed: boolean;
  readonly packHash: string | null;
}

/** The subject and the text of a mail to an agency. */
export interface AgencyCopy {
  readonly subject: string;
  readonly text: string;
}

const EN = {
  placement: {
    subject: 'New debt to collect',
    lead: 'Please collect the debt in the attached pack, and answer with your reference.',
  },
  changed: { subject: 'A debt has changed', lead: 'What is open of this debt has changed.' },
  recall: {
    subject: 'A debt is called back',
    lead: 'Please stop collecting this debt now, and confirm that you have.',
  },
  invoice: 'Invoice',
  placementId: 'Placement',
  reference: 'Your reference',
  open: 'Open',
  disputed: 'The customer disputes it: please pause until you hear from us.',
  hash: 'SHA-256 of the pack',
};
const ES: typeof EN = {
  placement: {
    subject: 'Nueva deuda para cobrar',
    lead: 'Les rogamos que cobren la deuda del expediente adjunto y respondan con su referencia.',
  },
  changed: { subject: 'Una deuda ha cambiado', lead: 'Ha cambiado lo pendiente de esta deuda.' },
  recall: {
    subject: 'Se retira una deuda',
    lead: 'Les rogamos que dejen de cobrar esta deuda desde ahora y lo confirmen.',
  },
  invoice: 'Factura',
  placementId: 'Expediente',
  reference: 'Su referencia',
  open: 'Pendiente',
  disputed: 'El cliente la disputa: les rogamos que esperen hasta nuevo aviso.',
  hash: 'SHA-256 del expediente',
};

/** The mail that tells an agency about a debt, in its language. It names no debtor: the pack does. */
export function agencyCopy(notice: AgencyNotice, props: AgencyNoticeProps, language: 'en' | 'es'): AgencyCopy {
  const words = language === 'es' ? ES : EN;
  const { subject, lead } = words[notice];
  const facts = [
    `${words.placementId}: ${props.placementId}`,
    // Agencies write their references themselves.
    ...(props.agencyRef === null ? [] : [`${words.reference}: ${oneLine(props.agencyRef)}`]),
    `${words.invoice}: ${props.invoiceId}`,
    ...(props.open === null ? [] : [`${words.open}: ${props.open} ${props.currency ?? ''}`.trim()]),
    ...(props.packHash === null ? [] : [`${words.hash}: ${props.packHash}`]),
  ];
  return {
    subject: oneLine(`${subject} (${props.agencyRef ?? props.placementId})`),
    text: [lead, '', ...facts, ...(props.disputed ? ['', words.disputed] : []), ''].join('\n'),
  };
}
