import { instantAt, type EpochMs, type IsoDate } from '@puntual/domain/calendar/dates';
import type { SendWindow } from '@puntual/domain/calendar/send-window';
import type { CustomerFacts, GateContact, GateInvoice } from '@puntual/domain/decide/composition';
import type { CaseFacts, StepRecord } from '@puntual/domain/decide/case-facts';
import { policyOfDocument } from '@puntual/domain/policy/compile-policy';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import type { Policy } from '@puntual/domain/policy/policy';
import { standardDocument, standardPolicy } from '@puntual/domain/policy/standard';

/** Monday to Friday, 09:00 to 17:30 in Madrid, closed on `closedDays` besides. */
export function madridWindow(closedDays: readonly IsoDate[] = []): SendWindow {
  return { timeZone: 'Europe/Madrid', fromMinute: 540, toMinute: 1050, closedDays: new Set(closedDays) };
}

/** The instant at which clocks in Madrid show `time` ("HH:MM") on `date`. */
export function madrid(date: IsoDate, time = '12:00'): EpochMs {
  return instantAt(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), 'Europe/Madrid');
}

/** A Spanish business that pays like others do. */
export function sampleDebtor(change: Partial<CaseFacts['customer']> = {}): CaseFacts['customer'] {
  return {
    id: 'customer-1',
    directDebit: false,
    kind: 'business',
    country: 'ES',
    tags: [],
    risk: 'low',
    brokenPromises: 0,
    ...change,
  };
}

/**
 * An open invoice of 1,210.00 EUR, due on Wednesday 2026-06-10, known since May, with the standard policy and without
 * any step.
 */
export function sampleCase(
  change: Partial<Omit<CaseFacts, 'invoice'>> & { readonly invoice?: Partial<CaseFacts['invoice']> } = {},
): CaseFacts {
  return {
    customer: sampleDebtor(),
    window: madridWindow(),
    policy: standardPolicy,
    steps: [],
    holds: [],
    lastReminderOn: null,
    deadlineNamedOn: null,
    recentContacts: [],
    allStopped: false,
    staleFeed: null,
    creditMinor: 0n,
    customerOpenMinor: 121000n,
    call: null,
    placement: null,
    ...change,
    invoice: {
      id: 'invoice-1',
      status: 'open',
      dueOn: '2026-06-10',
      knownOn: '2026-05-11',
      currency: 'EUR',
      openMinor: 121000n,
      alreadyReached: null,
      ...change.invoice,
    },
  };
}

/** The record of a step: `record('friendly', 'sent', '2026-06-11')`. */
export function record(
  stepId: string,
  state: StepRecord['state'],
  on: IsoDate,
  more: Partial<StepRecord> = {},
): StepRecord {
  return { stepId, state, on, occurrence: 1, deadlineOn: null, ...more };
}

/** The standard policy with other steps or rules, checked by the schema of policies. */
export function samplePolicy(change: { readonly [Key in keyof PolicyDocument]?: unknown }): Policy {
  return policyOfDocument({ ...standardDocument, key: 'sample', ...change }, 1);
}

/** A policy with four reminders on the given days, and no other step. */
export function reminderPolicy(days: readonly number[], minDaysBetween = 4): Policy {
  const stages = ['friendly', 'friendly', 'follow-up', 'demand'];
  return samplePolicy({
    contact: { minDaysBetween, channels: ['email'] },
    steps: days.map((day, index) => ({
      id: `reminder-${index + 1}`,
      day,
      stage: stages[index] ?? 'demand',
      do: 'send',
      template: 'friendly',
    })),
  });
}

/** A contact in accounts payable with an e-mail address and no SMS. */
export function sampleContact(change: Partial<GateContact> = {}): GateContact {
  return {
    contactId: 'ana',
    role: 'accounts-payable',
    email: 'ana@example.com',
    phone: null,
    channels: ['email'],
    reachable: true,
    ...change,
  };
}

/** An invoice of 100.00 EUR, due on 2026-06-10, as the gate sees it. */
export function gateInvoice(id: string, change: Partial<GateInvoice> = {}): GateInvoice {
  return {
    id,
    dueOn: '2026-06-10',
    currency: 'EUR',
    openMinor: 10000n,
    status: 'open',
    stage: 'not-due',
    holds: [],
    policy: standardPolicy,
    deadlineNamedOn: null,
    ...change,
  };
}

/** A customer in Madrid with a request of step `stepId` for each invoice of `invoices`. */
export function sampleCustomer(
  invoices: readonly GateInvoice[],
  stepId: string,
  change: Partial<CustomerFacts> = {},
): CustomerFacts {
  return {
    customer: sampleDebtor(),
    hasPostalAddress: false,
    window: madridWindow(),
    invoices,
    requests: invoices.map((invoice) => ({ requestId: `${invoice.id}:${stepId}`, invoiceId: invoice.id, stepId })),
    contacts: [sampleContact()],
    lastReminderOn: null,
    recentContacts: [],
    allStopped: false,
    staleFeed: null,
    dailyLimitReached: false,
    creditMinor: {},
    ...change,
  };
}
