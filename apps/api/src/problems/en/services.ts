import type { Words } from '@puntual/domain/refusals/refusal';
import type { ServiceProblems } from '../services.ts';

/** Problems of imports, the local outbox and webhooks, in English. */
export const services: Words<ServiceProblems> = {
  'empty-file': 'The file is empty: send it as the body of the request.',
  'not-a-file': 'Send the file as it is, as text/csv, application/xml or application/octet-stream.',
  'import-not-now':
    'The import is not in a state for this: only a finished dry run of the last day can be taken, and only one under way stopped.',
  'outbox-away': 'The local outbox (OUTBOX_URL) does not answer.',
  'no-webhook-secret': 'RESEND_WEBHOOK_SECRET is not set, so webhooks cannot be verified.',
  'bad-signature': 'The signature is not valid, or too old.',
};
