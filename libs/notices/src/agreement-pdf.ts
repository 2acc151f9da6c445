import { renderToBuffer } from '@react-pdf/renderer';
import { agreementDocument } from './agreement-document.tsx';
import type { AgreementProps } from './agreement-props.ts';

/**
 * Renders the written agreement about a payment plan as an A4 PDF, in English or Spanish. The same input gives the same
 * bytes.
 */
export async function agreementPdf(props: AgreementProps): Promise<Buffer> {
  return renderToBuffer(agreementDocument(props));
}
