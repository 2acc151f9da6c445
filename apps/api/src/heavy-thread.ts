import { workerData } from 'node:worker_threads';
import { openDatabase, type Database } from '@puntual/db/database';
import { serveThread } from '@puntual/platform/threads/serve-thread';
import type { CustomerPlanInput } from './customers/customer-plan-job.ts';
import type { PolicyPreviewInput } from './policies/policy-preview-job.ts';
import type { SimulationInput } from './policies/simulation-job.ts';
import type { MailInput } from './replies/mail-job.ts';
import type { ReconcileInput } from './reconcile/reconcile-job.ts';
import type { AgreementProps } from '@puntual/notices/agreement-props';
import type { GroupStatementProps, StatementProps } from '@puntual/notices/notice-props';
import type { HeavyThreadData, NamedJob } from './threads/job-kind.ts';

// The entry of the API's threads (threads/heavy-work.ts). What a job needs is loaded with the first job of its kind.

/** Connections of one thread: its jobs come one after the other. */
const CONNECTIONS = 2;

let opened: Database | null = null;
function database(): Database {
  opened ??= openDatabase((workerData as HeavyThreadData).databaseUrl, { connections: CONNECTIONS });
  return opened;
}

serveThread(async (job, run) => {
  const { name, input } = job as NamedJob;
  switch (name) {
    case 'simulate':
      return (await import('./policies/simulation-work.ts')).simulateAsShown(database(), input as SimulationInput, run);
    case 'customer-plan':
      return (await import('./customers/customer-plan-work.ts')).planAsShown(database(), input as CustomerPlanInput);
    case 'policy-preview':
      return (await import('./policies/policy-preview-work.ts')).previewCases(database(), input as PolicyPreviewInput);
    case 'reconcile':
      return (await import('./reconcile/reconcile-work.ts')).reconcileAsShown(database(), input as ReconcileInput);
    case 'read-mail':
      return (await import('./replies/read-mail.ts')).readMail((input as MailInput).raw);
    case 'statement-pdf':
      return (await import('@puntual/notices/statement-pdf')).statementPdf(input as StatementProps);
    case 'group-statement-pdf':
      return (await import('@puntual/notices/statement-pdf')).groupStatementPdf(input as GroupStatementProps);
    case 'agreement-pdf':
      return (await import('@puntual/notices/agreement-pdf')).agreementPdf(input as AgreementProps);
  }
  throw new Error(`no work is named ${name}`);
});
