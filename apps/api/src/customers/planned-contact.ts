import type { LoadedCase } from '@puntual/casework/facts/load-case';
import { closureOf } from '@puntual/casework/facts/send-window';
import type { CustomerPlan } from '@puntual/casework/plans/plan-customer';
import type { PlannedContactView } from '@puntual/contracts/api/customer-plan';
import { addDays, daysBetween, localDate, localMinute, type IsoDate } from '@puntual/domain/calendar/dates';
import { explainWait } from '@puntual/domain/decide/explain';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { stepOf } from '@puntual/domain/policy/policy';
import type { PlannedMessage } from '@puntual/domain/simulate/plan-contacts';
import { withHoliday } from '../invoices/invoice-plan.ts';
import { holidayInWords, reasonInWords, type ReasonView } from '../reasons/reasons.ts';

/** One message of a customer's plan as the contract shows it, in the reader's language. */
export function plannedContactView(
  message: PlannedMessage,
  { customer, cases }: CustomerPlan,
  language: Language,
): PlannedContactView {
  return {
    at: new Date(message.at).toISOString(),
    on: message.on,
    localTime: timeOfDay(localMinute(message.at, customer.timeZone)),
    template: message.template,
    stage: message.stage,
    severity: message.severity,
    deadlineOn: message.deadlineOn,
    blocked: message.blocked,
    channels: channelsOf(message, customer),
    invoices: listedInvoices(message, cases),
    totals: message.sums.map(({ currency, openMinor, creditMinor, toPayMinor }) => ({
      currency,
      open: decimalAmount(openMinor, currency),
      credit: decimalAmount(creditMinor, currency),
      toPay: decimalAmount(toPayMinor, currency),
    })),
    reasons: reasonsForItsTime(message, cases, { timeZone: customer.timeZone, language }),
  };
}

/** The reasons, one for each distinct sentence. */
export function uniqueByText(reasons: readonly ReasonView[]): ReasonView[] {
  return [...new Map(reasons.map((reason) => [reason.text, reason])).values()];
}

// Formats minutes since midnight as "09:05".
function timeOfDay(minute: number): string {
  const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${twoDigits(minute / 60)}:${twoDigits(minute % 60)}`;
}

// The invoices of the message in its three sections. An invoice with a step of its own in this message names that step.
function listedInvoices(message: PlannedMessage, cases: CustomerPlan['cases']): PlannedContactView['invoices'] {
  const steps = new Map(message.carries.map((carried) => [carried.invoiceId, carried.stepId]));
  const sections = [
    ['overdue', message.overdue],
    ['upcoming', message.upcoming],
    ['settled', [...new Set(message.settled)]],
  ] as const;
  return sections.flatMap(([section, ids]) =>
    ids.flatMap((id) => {
      const loaded = cases.get(id);
      if (!loaded) return [];
      const { invoice, policy } = loaded.facts;
      const step = stepOf(policy, steps.get(id) ?? '');
      return [
        {
          invoiceId: loaded.invoiceId,
          number: loaded.number,
          currency: invoice.currency,
          open: decimalAmount(invoice.openMinor, invoice.currency),
          dueDate: invoice.dueOn,
          daysOverdue: daysBetween(invoice.dueOn, message.on),
          section,
          step: step && { stepId: step.id, stage: step.stage },
        },
      ];
    }),
  );
}

// The channels in the order in which they are tried, each with the contacts that it reaches.
function channelsOf(message: PlannedMessage, customer: CustomerPlan['customer']): PlannedContactView['channels'] {
  const contacts = new Map(customer.facts.contacts.map((contact) => [contact.contactId, contact]));
  return message.channels.flatMap((recipients) =>
    recipients[0]
      ? [
          {
            channel: recipients[0].channel,
            to: recipients.map(({ contactId }) => ({
              contactId,
              name: contactId === null ? customer.name : (customer.contactNames.get(contactId) ?? null),
              role: contactId === null ? null : (contacts.get(contactId)?.role ?? null),
            })),
          },
        ]
      : [],
  );
}

// Why the cases request the message for that time, what the gate waits for, and the holidays among the days that it
// waits.
function reasonsForItsTime(
  message: PlannedMessage,
  cases: CustomerPlan['cases'],
  { timeZone, language }: { readonly timeZone: string; readonly language: Language },
): ReasonView[] {
  const ofCases = message.carries.flatMap(({ invoiceId, reasons }) => {
    const loaded = cases.get(invoiceId);
    return loaded ? reasons.map((reason) => reasonInWords(withHoliday(reason, loaded), language)) : [];
  });
  const firstCase = cases.get(message.carries[0]?.invoiceId ?? '');
  const ofGate = message.keptBack.flatMap(({ reason, from, until }): ReasonView[] => [
    { code: reason, text: explainWait(reason, language) },
    ...(firstCase
      ? holidaysBetween(localDate(from, timeZone), localDate(until, timeZone), firstCase).map(({ on, name }) =>
          holidayInWords(on, name, language),
        )
      : []),
  ]);
  return uniqueByText([...ofCases, ...ofGate]);
}

/** Most days that are searched for holidays. No calendar is closed for longer. */
const MOST_DAYS = 60;

interface NamedHoliday {
  readonly on: IsoDate;
  readonly name: Readonly<Record<Language, string>>;
}

// The holidays from a day up to, and without, another day.
function holidaysBetween(from: IsoDate, until: IsoDate, { facts, calendar }: LoadedCase): NamedHoliday[] {
  const holidays: NamedHoliday[] = [];
  for (let on = from, days = 0; on < until && days < MOST_DAYS; on = addDays(on, 1), days++) {
    const closure = closureOf(on, facts.policy, facts.customer.country, calendar);
    if (closure?.kind === 'holiday') holidays.push({ on, name: closure.name });
  }
  return holidays;
}
