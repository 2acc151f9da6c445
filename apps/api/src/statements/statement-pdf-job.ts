import type { StatementProps } from '@puntual/notices/notice-props';
import type { JobKind } from '../threads/job-kind.ts';

/** Renders a statement as a PDF. */
export const statementPdfJob: JobKind<StatementProps, Uint8Array> = { name: 'statement-pdf' };
