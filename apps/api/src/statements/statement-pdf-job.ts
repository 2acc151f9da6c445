import type { GroupStatementProps, StatementProps } from '@puntual/notices/notice-props';
import type { JobKind } from '../threads/job-kind.ts';

/** Renders a statement as a PDF. */
export const statementPdfJob: JobKind<StatementProps, Uint8Array> = { name: 'statement-pdf' };

/** Renders the statement of a group as a PDF. */
export const groupStatementPdfJob: JobKind<GroupStatementProps, Uint8Array> = { name: 'group-statement-pdf' };
