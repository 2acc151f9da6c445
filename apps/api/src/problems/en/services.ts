import type { Words } from '@puntual/domain/refusals/refusal';
import type { ServiceProblems } from '../services.ts';

/** Problems of imports, the local outbox and webhooks, in English. */
export const services: Words<ServiceProblems> = {
  'empty-file': 'The file is empty: send it as the body of the request.',
  'not-a-file': 'Send the file as it is, as text/csv, application/xml or application/octet-stream.',
  'import-not-now':
    'The import is not in a state for this: only a finished dry run of the last day can be taken, and only an ' +
    'import that runs can be stopped.',
  'import-quota': ({ megabytes }) =>
    `Files of ${megabytes} MB are stored already, which is the most for an organization: wait until they are ` +
    'imported, or stop some of them.',
  'outbox-away': 'The local outbox (OUTBOX_URL) does not answer: see whether it runs, and try again.',
  'no-webhook-secret':
    'Webhooks cannot be verified: set RESEND_WEBHOOK_SECRET to the signing secret that Resend shows for the ' +
    'webhook, and restart the API.',
  'bad-signature':
    'The signature is not valid, or too old: compare RESEND_WEBHOOK_SECRET with the secret in Resend, and the clocks.',
};
