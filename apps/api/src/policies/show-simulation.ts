import type { ComparedRun, RunSummary } from '@puntual/casework/simulate/run-simulation';
import type { SimulationResult } from '@puntual/casework/simulate/simulate';
import type { SimulationNote } from '@puntual/contracts/api/reason-codes';
import type {
  CustomerRunView,
  SimulatedCustomerView,
  SimulationSummaryView,
  SimulationView,
} from '@puntual/contracts/api/simulate';
import { daysBetween } from '@puntual/domain/calendar/dates';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { aboutOf, type CustomerRun } from '@puntual/domain/simulate/summarize';
import { writeCursor } from '../http/cursor.ts';
import type { Words } from '../http/language.ts';
import { overDailyLimit, simulationNotes } from './simulation-notes.ts';

type Simulated = Extract<SimulationResult, { result: 'simulated' }>;

export interface ShownAs {
  readonly limit: number;
  readonly firstPage: boolean;
  readonly calls: 'no-answer' | 'not-made';
  readonly language: Language;
}

/** A simulation as the API answers it. */
export function simulationView(simulated: Simulated, { limit, firstPage, calls, language }: ShownAs): SimulationView {
  const { from, to, tried, against, loaded, outcome } = simulated;
  const shown = outcome.runs.slice(0, limit);
  const last = shown.at(-1);
  const { other, differences } = outcome;
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    policy: tried && { key: tried.policy.key, version: tried.policy.version, source: tried.source },
    against,
    invoices: loaded.invoices,
    appliedTo: loaded.appliedTo,
    items: shown.map(customerView),
    nextCursor:
      outcome.runs.length > limit && last ? writeCursor(last.customer.id, new Date(from).toISOString()) : null,
    summary: firstPage ? summaryView(outcome.summary) : null,
    other: firstPage && other ? summaryView(other) : null,
    differences:
      firstPage && other && differences ? { totals: less(outcome.summary.totals, other.totals), ...differences } : null,
    notes: firstPage ? notesOf(simulated, calls).map(({ code, text }) => ({ code, text: text[language] })) : [],
  };
}

function customerView({ customer, run, other, difference }: ComparedRun): SimulatedCustomerView {
  const names = new Map(customer.invoices.map((invoice) => [invoice.id, invoice.invoiceId]));
  return {
    id: customer.id,
    customerId: customer.customerId,
    name: customer.name,
    invoices: customer.invoices.length,
    run: runView(run, names),
    other: other && runView(other, names),
    difference,
  };
}

function runView({ happened }: CustomerRun, names: ReadonlyMap<string, string>): CustomerRunView {
  const contacts = happened.flatMap((entry) =>
    entry.kind === 'message' && entry.template !== 'thank-you' ? [entry.on] : [],
  );
  return {
    messages: happened.flatMap((entry) =>
      entry.kind === 'message'
        ? [
            {
              on: entry.on,
              template: entry.template,
              stage: entry.stage,
              channel: entry.channel,
              invoices: aboutOf(entry).map((id) => names.get(id) ?? id),
            },
          ]
        : [],
    ),
    tasks: happened.flatMap((entry) => (entry.kind === 'task' ? [{ on: entry.on, kind: entry.task }] : [])),
    firstContactOn: contacts[0] ?? null,
    daysBetweenContacts: contacts.slice(1).map((on, index) => daysBetween(contacts[index] ?? on, on)),
    unreachableOn: happened.flatMap((entry) => (entry.kind === 'unreachable' ? [entry.on] : [])),
  };
}

function summaryView({ firstContacts: _each, ...summary }: RunSummary): SimulationSummaryView {
  const {
    totals,
    messagesPerDay,
    tasksPerDay,
    contactsPerCustomer,
    daysBetweenContacts,
    firstContactAfterDue,
    byStage,
    byTemplate,
    fees,
    mostMessagesPerCustomerAndDay,
  } = summary;
  return {
    totals: { ...totals },
    mostMessagesPerCustomerAndDay,
    messagesPerDay: [...messagesPerDay],
    tasksPerDay: [...tasksPerDay],
    contactsPerCustomer: [...contactsPerCustomer],
    daysBetweenContacts: [...daysBetweenContacts],
    firstContactAfterDue: [...firstContactAfterDue],
    byStage: [...byStage],
    byTemplate: [...byTemplate],
    fees: fees.map(({ currency, count, minor }) => ({ currency, count, amount: decimalAmount(minor, currency) })),
  };
}

type Totals = RunSummary['totals'];

function less(a: Totals, b: Totals): SimulationSummaryView['totals'] {
  const keys = Object.keys(a) as (keyof Totals)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] - b[key]])) as SimulationSummaryView['totals'];
}

interface Note {
  readonly code: SimulationNote;
  readonly text: Words;
}

function notesOf({ against, loaded, outcome }: Simulated, calls: ShownAs['calls']): Note[] {
  const codes = [
    calls === 'no-answer' ? 'calls-no-answer' : 'calls-not-made',
    'nobody-approves',
    against === 'record' ? 'as-recorded' : 'nothing-comes-in',
    'gate-open',
    ...(loaded.contactStopped ? (['contact-stopped'] as const) : []),
  ] as const;
  const most = loaded.maxMessagesPerDay;
  const over = most === null ? 0 : outcome.summary.messagesPerDay.filter((day) => day.count > most).length;
  return [
    ...codes.map((code) => ({ code, text: simulationNotes[code] })),
    ...(most !== null && over > 0 ? [{ code: 'over-daily-limit' as const, text: overDailyLimit(over, most) }] : []),
  ];
}
