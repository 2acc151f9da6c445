import { renderToBuffer } from '@react-pdf/renderer';
import type { GroupStatementProps, StatementProps } from './notice-props.ts';
import { MAX_PDF_ROWS } from './pdf-parts.tsx';
import { groupStatementCopy, statementCopy } from './statement-copy.ts';
import { groupStatementDocument, statementDocument } from './statement-document.tsx';

/**
 * Renders the customer's statement of account as an A4 PDF; it says so when nothing is open. The same input gives the
 * same bytes.
 */
export async function statementPdf(props: StatementProps): Promise<Buffer> {
  return renderToBuffer(statementDocument({ copy: statementCopy(props, MAX_PDF_ROWS), props }));
}

/** Renders the statement of a group as an A4 PDF, with a section for each customer. */
export async function groupStatementPdf(props: GroupStatementProps): Promise<Buffer> {
  return renderToBuffer(groupStatementDocument({ copy: groupStatementCopy(props, MAX_PDF_ROWS), props }));
}
