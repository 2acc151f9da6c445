import type { AgreementProps } from '@puntual/notices/agreement-props';
import type { JobKind } from '../threads/job-kind.ts';

/** Renders the written agreement about a payment plan as a PDF. */
export const agreementPdfJob: JobKind<AgreementProps, Uint8Array> = { name: 'agreement-pdf' };
