import type { ComparedRun, RunSummary } from '@puntual/casework/simulate/run-simulation';
import type { SimulationResult } from '@puntual/casework/simulate/simulate';
import type {
  CustomerRunView,
  SimulatedCustomerView,
  SimulationSummaryView,
  SimulationView,
} from '@puntual/contracts/api/simulate';
import { daysBetween } from '@puntual/domain/calendar/dates';
import type { ReaderLanguage } from '@puntual/domain/decide/explain';
import { aboutOf, type CustomerRun } from '@puntual/domain/simulate/summarize';
import { writeCursor } from '../http/cursor.ts';
import type { Words } from '../http/language.ts';

type Simulated = Extract<SimulationResult, { result: 'simulated' }>;

export interface ShownAs {
  readonly limit: number;
  readonly firstPage: boolean;
  readonly calls: 'no-answer' | 'not-made';
  readonly language: ReaderLanguage;
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
  };
}

type Totals = RunSummary['totals'];

function less(a: Totals, b: Totals): SimulationSummaryView['totals'] {
  const keys = Object.keys(a) as (keyof Totals)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] - b[key]])) as SimulationSummaryView['totals'];
}

interface Note {
  readonly code: string;
  readonly text: Words;
}

function notesOf({ against, loaded, outcome }: Simulated, calls: ShownAs['calls']): Note[] {
  const notes: Note[] = [
    calls === 'no-answer'
      ? {
          code: 'calls-no-answer',
          text: {
            en: 'Calls are made on the day they are due, and nobody answers.',
            es: 'Las llamadas se hacen el día previsto y nadie contesta.',
          },
        }
      : { code: 'calls-not-made', text: { en: 'Nobody makes the calls.', es: 'Nadie hace las llamadas.' } },
    {
      code: 'nobody-approves',
      text: {
        en: 'Hand-offs to an agency are proposed, and nobody approves them.',
        es: 'Los traspasos a la agencia se proponen y nadie los aprueba.',
      },
    },
    against === 'record'
      ? {
          code: 'as-recorded',
          text: {
            en: 'Invoices, payments and pauses come as they were recorded; contacts and tags of customers are those of today.',
            es: 'Las facturas, los pagos y las pausas son los registrados; los contactos y etiquetas de los clientes, los de hoy.',
          },
        }
      : {
          code: 'nothing-comes-in',
          text: { en: 'Nobody pays, and no invoice comes in.', es: 'Nadie paga y no llega ninguna factura.' },
        },
    {
      code: 'gate-open',
      text: {
        en: 'Payments are taken to be up to date, and contact to be allowed.',
        es: 'Se supone que los pagos están al día y que se permite contactar.',
      },
    },
  ];
  if (loaded.contactStopped)
    notes.push({
      code: 'contact-stopped',
      text: {
        en: 'All contact is stopped now: none of this happens before it is allowed again.',
        es: 'Ahora mismo todo contacto está detenido: nada de esto ocurre hasta que se permita de nuevo.',
      },
    });
  const most = loaded.maxMessagesPerDay;
  const over = most === null ? [] : outcome.summary.messagesPerDay.filter((day) => day.count > most);
  if (over.length > 0) {
    notes.push({
      code: 'over-daily-limit',
      text: {
        en: `On ${over.length} days more messages would leave than the daily limit of ${most} allows: those beyond it would move to later days.`,
        es: `En ${over.length} días saldrían más mensajes que el límite diario de ${most}: los que lo superan pasarían a días posteriores.`,
      },
    });
  }
  return notes;
}
