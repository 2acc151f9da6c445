import { invoiceSchema } from '@puntual/contracts/api/invoices';
import { sessionSchema } from '@puntual/contracts/api/session';
import { taskSchema } from '@puntual/contracts/api/tasks';
import { isBuiltInRole, roleRights } from '@puntual/domain/access/rights';
import { outcomesOf } from '@puntual/domain/tasks/task-kinds';
import type { InvoiceView, SessionView, TaskView } from '../src/client/api-views.ts';

/** A session of Ana at a creditor in Madrid, on the morning of 17 March 2026. Valid by the contract's schema. */
export function sessionFixture(over: Partial<SessionView> = {}): SessionView {
  const { role = 'collector' } = over;
  return sessionSchema.parse({
    organization: { slug: 'demo', name: 'Talleres Ibáñez, S.L.', language: 'es', timeZone: 'Europe/Madrid' },
    role,
    rights: isBuiltInRole(role) ? roleRights[role] : [],
    actor: 'ana@demo',
    actorId: 'user:3f0f6a52-8d0e-4a52-9d5e-0a4f7a0b0009',
    now: '2026-03-17T08:00:00Z',
    temporalUi: 'http://127.0.0.1:8233/',
    outboxUrl: '/outbox',
    ...over,
  });
}

/** An open invoice, twelve days late, whose next step is the demand. Valid by the contract's schema. */
export function invoiceFixture(over: Partial<InvoiceView> = {}): InvoiceView {
  return invoiceSchema.parse({
    id: '3f0f6a52-8d0e-4a52-9d5e-0a4f7a0b0001',
    invoiceId: 'F-2026/100',
    number: 'F-2026/100',
    customerId: 'C-1',
    customerName: 'Aceros del Norte, S.A.',
    currency: 'EUR',
    total: '2420.00',
    open: '1210.50',
    chargesOpen: '0.00',
    toPay: '1210.50',
    issueDate: '2026-02-03',
    dueDate: '2026-03-05',
    daysOverdue: 12,
    stage: 'follow-up',
    status: 'open',
    nextAction: {
      do: 'send',
      stepId: 'demand',
      at: '2026-03-20T09:00:00Z',
      reasons: [{ code: 'step-day', text: 'Step “demand” is 21 days after the due date.' }],
    },
    workflowId: 'invoice/demo/F-2026/100',
    workflowUrl: null,
    ...over,
  });
}

/** An open call to a customer about two invoices. Valid by the contract's schema. */
export function taskFixture(over: Partial<TaskView> = {}): TaskView {
  return taskSchema.parse({
    id: '3f0f6a52-8d0e-4a52-9d5e-0a4f7a0b1001',
    kind: 'call',
    state: 'open',
    customerId: 'C-1',
    customerName: 'Aceros del Norte, S.A.',
    invoices: [
      { invoiceId: 'F-2026/100', number: 'F-2026/100', currency: 'EUR', open: '1000.10', daysOverdue: 33 },
      { invoiceId: 'F-2026/101', number: 'F-2026/101', currency: 'EUR', open: '234.50', daysOverdue: 3 },
    ],
    payment: null,
    receipt: null,
    contacts: [],
    dispute: null,
    reason: null,
    round: 1,
    openedAt: '2026-03-16T08:00:00Z',
    dueOn: '2026-03-18',
    dueAt: null,
    dueAtLocal: null,
    overdue: false,
    claimedBy: null,
    claimedById: null,
    completedAt: null,
    outcome: null,
    note: null,
    outcomes: [...outcomesOf('call')],
    ...over,
  });
}
