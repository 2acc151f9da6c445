import type { Role } from '@puntual/casework/access/credentials';
import { taskKinds, type TaskKind } from '@puntual/domain/tasks/task-kinds';

const administrators = ['administrator'] as const satisfies readonly Role[];
const readers = ['administrator', 'manager', 'collector', 'viewer'] as const satisfies readonly Role[];
const workers = ['administrator', 'manager', 'collector'] as const satisfies readonly Role[];
const deciders = ['administrator', 'manager'] as const satisfies readonly Role[];
const importers = ['administrator', 'manager', 'integration'] as const satisfies readonly Role[];
const feeders = ['administrator', 'integration'] as const satisfies readonly Role[];

/**
 * The table of rights: which roles may call which route. The guard looks a request up here by the pattern of its route
 * and refuses routes that are not listed; a test compares the table with the routes that exist. `everybody` means that
 * no credential is needed (a webhook is verified by its provider's signature instead).
 */
export const rights: Readonly<Record<string, readonly Role[] | 'everybody'>> = {
  'GET /healthz': 'everybody',
  'GET /readyz': 'everybody',
  'GET /sign-in': 'everybody',
  'POST /sign-in': 'everybody',
  'POST /webhooks/resend': 'everybody',

  'GET /v1/session': readers,
  'POST /v1/session/sign-out': readers,

  'GET /v1/keys': administrators,
  'POST /v1/keys': administrators,
  'PATCH /v1/keys/:id': administrators,
  'DELETE /v1/keys/:id': administrators,

  'POST /v1/events': feeders,
  'GET /v1/events/waiting': [...readers, 'integration'],
  'DELETE /v1/events/waiting/:id': deciders,

  'GET /v1/invoices': readers,
  'GET /v1/invoices/:id': readers,
  'GET /v1/invoices/:id/history': readers,
  'GET /v1/invoices/:id/plan': readers,
  'GET /v1/invoices/:id/entries': readers,
  'GET /v1/invoices/:id/charges': readers,
  'POST /v1/invoices/:id/charges/:chargeId/waive': deciders,
  'POST /v1/invoices/:id/holds': workers,
  'DELETE /v1/invoices/:id/holds/:holdId': workers,
  'POST /v1/invoices/:id/disputes': workers,
  'POST /v1/invoices/:id/write-off': deciders,
  'POST /v1/invoices/:id/write-off/reverse': deciders,

  'GET /v1/cases/unattended': readers,

  'GET /v1/payments': readers,
  'GET /v1/payments/:id': readers,
  'POST /v1/payments/:id/allocations': workers,
  'POST /v1/payments/:id/reassign': workers,
  'POST /v1/payments/:id/reverse': deciders,
  'GET /v1/receipts': readers,
  'GET /v1/receipts/:id': readers,
  'POST /v1/receipts/:id/assign': workers,
  'POST /v1/receipts/:id/split': workers,
  // Money that leaves the books without an invoice needs a manager or an administrator.
  'POST /v1/receipts/:id/return': deciders,
  'POST /v1/reconcile': readers,

  'GET /v1/customers': readers,
  'GET /v1/customers/:id': readers,
  'GET /v1/customers/:id/plan': readers,
  'PUT /v1/customers/:id/procedure': workers,
  'GET /v1/customers/:id/pauses': readers,
  'POST /v1/customers/:id/pauses': workers,
  'DELETE /v1/customers/:id/pauses/:pauseId': workers,
  'GET /v1/notes': readers,
  'GET /v1/customers/:id/notes': readers,
  'POST /v1/customers/:id/notes': workers,
  'POST /v1/customers/:id/notes/:noteId/pin': workers,
  'DELETE /v1/customers/:id/notes/:noteId/pin': workers,
  // Everybody who works on cases may note an opt-out. Lifting one, so that the contact is written to again, needs a
  // manager or an administrator.
  'POST /v1/customers/:id/contacts/:contactId/opt-outs': workers,
  'DELETE /v1/customers/:id/contacts/:contactId/opt-outs/:channel': deciders,
  'POST /v1/customers/:id/refunds': deciders,
  'POST /v1/customers/:id/merge': deciders,
  'GET /v1/customers/:id/reconciliation': readers,
  'GET /v1/customers/:id/statement': readers,
  'GET /v1/customers/:id/statement.pdf': readers,

  'POST /v1/imports': importers,
  'GET /v1/imports': [...readers, 'integration'],
  'GET /v1/imports/:id': [...readers, 'integration'],
  'GET /v1/imports/:id/faults': [...readers, 'integration'],
  'POST /v1/imports/:id/take': importers,
  'POST /v1/imports/:id/stop': importers,

  'GET /v1/policies': readers,
  'GET /v1/policies/:key': readers,
  'POST /v1/policies': deciders,
  'POST /v1/policies/simulate': readers,
  'POST /v1/policies/:key/publish': deciders,
  'POST /v1/policies/:key/preview': readers,
  'POST /v1/policies/:key/retire': deciders,
  'GET /v1/policies/:key/moves': readers,
  'POST /v1/policies/:key/moves/:id/stop': deciders,
  'PUT /v1/customers/:id/policy': deciders,
  'PUT /v1/invoices/:id/policy': deciders,
  'PUT /v1/settings/default-policy': deciders,

  'GET /v1/tasks': readers,
  'GET /v1/tasks/:id': readers,
  'POST /v1/tasks/:id/claim': workers,
  'POST /v1/tasks/:id/complete': workers,
  'GET /v1/tasks/:id/work': readers,
  // Who is no manager can only give back an own task (`assignTask`).
  'POST /v1/tasks/:id/assign': workers,
  'POST /v1/tasks/:id/snooze': workers,
  'DELETE /v1/tasks/:id/snooze': workers,
  'POST /v1/tasks/:id/pin': deciders,
  'DELETE /v1/tasks/:id/pin': deciders,

  'GET /v1/worklist': readers,
  'GET /v1/worklist/stream': readers,
  'GET /v1/collectors': readers,
  'GET /v1/collectors/:id': readers,
  'PUT /v1/collectors/:id': deciders,
  // Collectors may enter their own absences, managers those of all.
  'PUT /v1/collectors/:id/absences': workers,
  'GET /v1/collectors/:id/digest': readers,
  'GET /v1/settings/worklist': readers,
  'PUT /v1/settings/worklist': deciders,

  // A retired feed no longer keeps messages back.
  'GET /v1/feeds': readers,
  'DELETE /v1/feeds/:feed': deciders,

  'GET /v1/settings': readers,
  'PATCH /v1/settings': deciders,
  'GET /v1/settings/bank-accounts': readers,
  'PUT /v1/settings/bank-accounts': deciders,
  'POST /v1/settings/stop-contact': deciders,
  'POST /v1/settings/resume-contact': deciders,

  'GET /v1/messages': readers,
  'GET /v1/messages/:id': readers,
  'GET /v1/messages/:id/content': readers,
  'GET /v1/messages/:id/pdf': readers,

  'GET /outbox': readers,
  'GET /outbox/items/:id': readers,
  'GET /outbox/items/:id/html': readers,
  'GET /outbox/items/:id/pdf': readers,
  'GET /outbox/items/:id/files/:number': readers,
};

/** Whether the role decides about money and about the work of others. */
export function isDecider(role: Role): boolean {
  return (deciders as readonly Role[]).includes(role);
}

const enders = { workers, deciders } as const;

/** The roles that may end a task of the kind. Handing a debt to an agency needs a manager or an administrator. */
export function mayEndTask(role: Role, kind: TaskKind): boolean {
  const roles: readonly Role[] = enders[taskKinds[kind].endedBy];
  return roles.includes(role);
}

/**
 * Writes whose answers are not kept, so that an Idempotency-Key has no effect: simulations, previews and comparisons
 * change nothing, and the answer with a new key holds its token, which is stored nowhere.
 */
export const answersNotKept: ReadonlySet<string> = new Set([
  'POST /v1/policies/simulate',
  'POST /v1/policies/:key/preview',
  'POST /v1/reconcile',
  'POST /v1/keys',
]);
