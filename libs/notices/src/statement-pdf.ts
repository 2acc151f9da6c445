import { renderToBuffer } from '@react-pdf/renderer';
import type { StatementProps } from './notice-props.ts';
import { MAX_PDF_ROWS } from './pdf-parts.tsx';
import { statementCopy } from './statement-copy.ts';
import { statementDocument } from './statement-document.tsx';

/**
 * Renders the customer's statement of account as an A4 PDF; it says so when nothing is open. The same input gives the
 * same bytes.
 */
export async function statementPdf(props: StatementProps): Promise<Buffer> {
  return renderToBuffer(statementDocument({ copy: statementCopy(props, MAX_PDF_ROWS), props }));
}
