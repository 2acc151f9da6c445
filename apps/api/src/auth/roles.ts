import { BUILT_IN_ROLES, roleRights, type BuiltInRole, type Right } from '@puntual/domain/access/rights';
import { taskKinds, type TaskKind } from '@puntual/domain/tasks/task-kinds';

const readers = 'case.read' satisfies Right;
const workers = 'case.work' satisfies Right;
const deciders = 'case.decide' satisfies Right;

/**
 * The table of rights: which right each route needs. The guard looks a request up here by the pattern of its route and
 * refuses routes that are not listed; a test compares the table with the routes that exist. `everybody` means that no
 * credential is needed (a webhook is verified by its provider's signature instead), `signed-in` that any valid one
 * does.
 *
 * Reading, working on cases and deciding have a right each for routes that need no finer one.
 */
export const rights: Readonly<Record<string, Right | 'everybody' | 'signed-in'>> = {
  'GET /healthz': 'everybody',
  'GET /readyz': 'everybody',
  'GET /sign-in': 'everybody',
  'POST /sign-in': 'everybody',
  'POST /sign-in/password': 'everybody',
  'POST /sign-in/code': 'everybody',
  'GET /sign-in/invitation': 'everybody',
  'POST /sign-in/invitation': 'everybody',
  'GET /sign-in/reset': 'everybody',
  'POST /sign-in/reset': 'everybody',
  'POST /sign-in/provider': 'everybody',
  'GET /sign-in/provider/callback': 'everybody',
  'GET /sign-in/passkey.js': 'everybody',
  'POST /sign-in/passkey/options': 'everybody',
  'POST /sign-in/passkey': 'everybody',
  // The link's token says which question, and that its holder may answer it.
  'GET /dispute-question': 'everybody',
  'POST /dispute-question': 'everybody',
  'POST /webhooks/resend': 'everybody',
  'POST /webhooks/agencies/:org/:key': 'everybody',

  'GET /v1/session': 'signed-in',
  'POST /v1/session/sign-out': 'signed-in',

  // What people do to their own account needs their own session, whatever their rights.
  'GET /v1/me': 'signed-in',
  'POST /v1/me/password': 'signed-in',
  'POST /v1/me/second-factor': 'signed-in',
  'POST /v1/me/second-factor/confirm': 'signed-in',
  'POST /v1/me/second-factor/remove': 'signed-in',
  'GET /v1/me/passkeys': 'signed-in',
  'POST /v1/me/passkeys/options': 'signed-in',
  'POST /v1/me/passkeys': 'signed-in',
  'DELETE /v1/me/passkeys/:passkeyId': 'signed-in',
  'GET /v1/me/sessions': 'signed-in',
  'DELETE /v1/me/sessions/:id': 'signed-in',
  'POST /v1/me/sign-out-everywhere': 'signed-in',
  'POST /v1/me/switch-organization': 'signed-in',
  'POST /v1/me/join-organization': 'signed-in',

  'GET /v1/users': 'user.manage',
  'POST /v1/users': 'user.manage',
  'GET /v1/users/:id': 'user.manage',
  'PATCH /v1/users/:id': 'user.manage',
  'GET /v1/users/:id/sessions': 'user.manage',
  'POST /v1/users/:id/reset-link': 'user.manage',
  'POST /v1/users/:id/unlock': 'user.manage',
  'POST /v1/users/:id/remove-second-factor': 'user.manage',
  'POST /v1/users/:id/sign-out': 'user.manage',

  // The act that is asked for needs its own right as well.
  'GET /v1/approvals': 'approval.read',
  'GET /v1/approvals/:id': 'approval.read',
  'POST /v1/approvals': 'approval.read',
  'POST /v1/approvals/:id/approve': 'approval.decide',
  'POST /v1/approvals/:id/refuse': 'approval.decide',
  'POST /v1/approvals/:id/withdraw': 'approval.read',
  'GET /v1/settings/four-eyes': 'settings.read',
  'PUT /v1/settings/four-eyes': 'settings.change',

  'GET /v1/roles': 'role.manage',
  'PUT /v1/roles/:key': 'role.manage',
  'DELETE /v1/roles/:key': 'role.manage',

  'GET /v1/keys': 'key.manage',
  'POST /v1/keys': 'key.manage',
  'PATCH /v1/keys/:id': 'key.manage',
  'DELETE /v1/keys/:id': 'key.manage',

  'POST /v1/events': 'event.send',
  'GET /v1/events/waiting': 'event.read',
  'DELETE /v1/events/waiting/:id': 'event.dismiss',

  'GET /v1/invoices': readers,
  'GET /v1/invoices/:id': readers,
  'GET /v1/invoices/:id/history': readers,
  'GET /v1/invoices/:id/plan': readers,
  'GET /v1/invoices/:id/entries': readers,
  'GET /v1/invoices/:id/charges': readers,
  'POST /v1/invoices/:id/charges/:chargeId/waive': 'charge.waive',
  'POST /v1/invoices/:id/holds': 'case.hold',
  'DELETE /v1/invoices/:id/holds/:holdId': 'case.hold',
  'POST /v1/invoices/:id/disputes': 'case.dispute',
  'POST /v1/invoices/:id/supply-hold/lift': deciders,
  'POST /v1/invoices/:id/write-off': 'money.write-off',
  'POST /v1/invoices/:id/write-off/reverse': 'money.write-off',

  'POST /v1/customers/:id/disputes': workers,
  'GET /v1/disputes': readers,
  'GET /v1/disputes/summary': readers,
  'GET /v1/disputes/:id': readers,
  'PATCH /v1/disputes/:id': workers,
  'POST /v1/disputes/:id/notes': workers,
  'POST /v1/disputes/:id/files': workers,
  'GET /v1/disputes/:id/files/:fileId': readers,
  'POST /v1/disputes/:id/resolve': workers,
  'POST /v1/disputes/:id/questions': workers,
  'DELETE /v1/disputes/:id/questions/:questionId': workers,

  'GET /v1/agencies': 'settings.read',
  'PUT /v1/agencies/:key': 'settings.change',
  'POST /v1/agencies/:key/secret': 'settings.change',
  'GET /v1/agencies/:key/account': 'money.read',
  'POST /v1/agencies/:key/paid-over': 'money.allocate',
  'GET /v1/placements': readers,
  'GET /v1/placements/:id': readers,
  'GET /v1/placements/:id/files/:fileId': readers,
  'POST /v1/placements/:id/recall': 'debt.place',
  'POST /v1/placements/:id/agency': 'debt.place',
  'POST /v1/placements/:id/settle': 'debt.place',
  'POST /v1/placements/:id/reports': 'debt.place',

  'GET /v1/cases/unattended': readers,

  // The audit of the whole organization shows what everybody did.
  'GET /v1/audit': 'audit.read',
  'GET /v1/audit/verify': 'audit.read',
  'GET /v1/audit/export': 'audit.read',
  'GET /v1/invoices/:id/as-of': readers,
  'GET /v1/messages/:id/why': readers,

  'GET /v1/payments': 'money.read',
  'GET /v1/payments/:id': 'money.read',
  'POST /v1/payments/:id/allocations': 'money.allocate',
  'POST /v1/payments/:id/reassign': 'money.allocate',
  'POST /v1/payments/:id/reverse': 'money.reverse',
  'GET /v1/receipts': 'money.read',
  'GET /v1/receipts/:id': 'money.read',
  'POST /v1/receipts/:id/assign': 'money.allocate',
  'POST /v1/receipts/:id/split': 'money.allocate',
  // Money that leaves the books without an invoice needs a manager or an administrator.
  'POST /v1/receipts/:id/return': 'money.return',
  'POST /v1/reconcile': 'money.read',

  'GET /v1/customers': readers,
  'GET /v1/customers/:id': readers,
  'GET /v1/customers/:id/plan': readers,
  'PUT /v1/customers/:id/procedure': 'customer.procedure',
  'GET /v1/credit/over-limit': readers,
  'GET /v1/customers/:id/credit': readers,
  'GET /v1/customers/:id/credit/invoices': readers,
  'GET /v1/customers/:id/credit/history': readers,
  'POST /v1/customers/:id/credit': 'credit.limit',
  'POST /v1/customers/:id/credit/supply-hold': deciders,
  'GET /v1/customers/:id/portfolio': readers,
  'PUT /v1/customers/:id/portfolio': deciders,
  'POST /v1/customers/:id/access': workers,
  'GET /v1/access-requests': deciders,
  'POST /v1/access-requests/:id/grant': deciders,
  'POST /v1/access-requests/:id/refuse': deciders,
  'GET /v1/teams': readers,
  'PUT /v1/teams/:name': deciders,
  'GET /v1/groups': readers,
  'GET /v1/groups/:id': readers,
  'PUT /v1/customers/:id/account-manager': 'customer.group',
  'PUT /v1/customers/:id/group': 'customer.group',
  'DELETE /v1/customers/:id/group': 'customer.group',
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
  'POST /v1/customers/:id/contacts/:contactId/opt-outs': 'contact.opt-out',
  'DELETE /v1/customers/:id/contacts/:contactId/opt-outs/:channel': 'contact.opt-in',
  'POST /v1/customers/:id/refunds': 'money.refund',
  'POST /v1/customers/:id/merge': 'customer.merge',
  'GET /v1/customers/:id/contacts': readers,
  'POST /v1/customers/:id/contacts': workers,
  'PATCH /v1/customers/:id/contacts/:contactId': workers,
  'POST /v1/customers/:id/contacts/:contactId/conflicts': workers,
  'POST /v1/customers/:id/messages': workers,
  'GET /v1/customers/:id/sheet': readers,
  'GET /v1/customers/:id/calls': readers,
  'POST /v1/customers/:id/calls': workers,
  'POST /v1/customers/:id/calls/:callId/end': workers,
  'POST /v1/customers/:id/calls/:callId/correct': workers,
  'GET /v1/customers/:id/reconciliation': readers,
  'GET /v1/customers/:id/statement': readers,
  'GET /v1/customers/:id/statement.pdf': readers,

  'POST /v1/invoices/:id/promises': workers,
  'POST /v1/customers/:id/promises': workers,
  'GET /v1/customers/:id/promises': readers,
  'GET /v1/promises/:id': readers,
  'POST /v1/promises/:id/renew': workers,
  'POST /v1/promises/:id/withdraw': workers,

  'POST /v1/customers/:id/payment-plans': workers,
  'GET /v1/customers/:id/payment-plans': readers,
  'POST /v1/customers/:id/payment-plans/offers': readers,
  'GET /v1/payment-plans/:id': readers,
  'GET /v1/payment-plans/:id/agreement.pdf': readers,
  'POST /v1/payment-plans/:id/change': workers,
  'POST /v1/payment-plans/:id/cancel': workers,
  // Another person than the proposer: the use case checks that.
  'POST /v1/payment-plans/:id/approve': deciders,
  'POST /v1/payment-plans/:id/reject': deciders,

  'POST /v1/imports': 'import.run',
  'GET /v1/imports': 'import.read',
  'GET /v1/imports/:id': 'import.read',
  'GET /v1/imports/:id/faults': 'import.read',
  'POST /v1/imports/:id/take': 'import.run',
  'POST /v1/imports/:id/stop': 'import.run',

  'GET /v1/policies': 'policy.read',
  'GET /v1/policies/:key': 'policy.read',
  'POST /v1/policies': 'policy.write',
  'POST /v1/policies/simulate': 'policy.read',
  'POST /v1/policies/:key/publish': 'policy.publish',
  'POST /v1/policies/:key/preview': 'policy.read',
  'POST /v1/policies/:key/retire': 'policy.publish',
  'GET /v1/policies/:key/moves': 'policy.read',
  'POST /v1/policies/:key/moves/:id/stop': 'policy.publish',
  'PUT /v1/customers/:id/policy': 'policy.assign',
  'PUT /v1/invoices/:id/policy': 'policy.assign',
  'PUT /v1/settings/default-policy': 'policy.assign',

  'GET /v1/tasks': readers,
  'GET /v1/tasks/:id': readers,
  'POST /v1/tasks/:id/claim': 'task.work',
  'POST /v1/tasks/:id/complete': 'task.work',
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
  'POST /v1/tasks/:id/preview': workers,
  'POST /v1/tasks/:id/take-back': workers,
  'GET /v1/tasks/:id/sheet': readers,

  // A retired feed no longer keeps messages back.
  'GET /v1/feeds': 'feed.read',
  'DELETE /v1/feeds/:feed': 'feed.retire',

  'GET /v1/settings': 'settings.read',
  'PATCH /v1/settings': 'settings.change',
  'GET /v1/settings/bank-accounts': 'settings.read',
  'PUT /v1/settings/bank-accounts': 'bank-details.change',
  'POST /v1/settings/stop-contact': 'contact.stop',
  'POST /v1/settings/resume-contact': 'contact.stop',

  'GET /v1/messages': readers,
  'GET /v1/messages/:id': readers,
  'GET /v1/messages/:id/content': readers,
  'GET /v1/messages/:id/pdf': readers,

  'GET /outbox': 'outbox.read',
  'GET /outbox/items/:id': 'outbox.read',
  'GET /outbox/items/:id/html': 'outbox.read',
  'GET /outbox/items/:id/pdf': 'outbox.read',
  'GET /outbox/items/:id/files/:number': 'outbox.read',
};

/** The built-in roles that have a right. Organizations may have roles of their own that have it too. */
export function rolesWith(right: Right): BuiltInRole[] {
  return BUILT_IN_ROLES.filter((role) => roleRights[role].includes(right));
}

/** Whether these rights allow to decide about money, the work of others, and what is beyond a collector's limits. */
export function isDecider(held: ReadonlySet<Right>): boolean {
  return held.has(deciders);
}

const enders = { workers, deciders } as const;
/** Kinds of task whose end is an act with a right of its own. */
const ended: Readonly<Partial<Record<TaskKind, Right>>> = { 'approve-agency': 'debt.place' };

/** Whether these rights allow to end a task of the kind. */
export function mayEndTask(held: ReadonlySet<Right>, kind: TaskKind): boolean {
  return held.has(ended[kind] ?? enders[taskKinds[kind].endedBy]);
}
