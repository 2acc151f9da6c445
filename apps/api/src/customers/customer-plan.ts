import type { CustomerPlan } from '@puntual/casework/plans/plan-customer';
import type { LoadedCase } from '@puntual/casework/facts/load-case';
import { closureOf } from '@puntual/casework/facts/send-window';
import type { CustomerPlanView, PlannedContactView } from '@puntual/contracts/api/customer-plan';
import { addDays, daysBetween, localDate, localMinute, type IsoDate } from '@puntual/domain/calendar/dates';
import { closedGate, decide } from '@puntual/domain/decide/decide';
import type { ReaderLanguage } from '@puntual/domain/decide/explain';
import { explainWait } from '@puntual/domain/decide/explain';
import type { Reason } from '@puntual/domain/decide/reason';
import { decimalAmount } from '@puntual/domain/money/amount';
import { stepOf } from '@puntual/domain/policy/policy';
import type { PlannedMessage } from '@puntual/domain/simulate/plan-contacts';
import { withHoliday } from '../invoices/invoice-plan.ts';
import { alwaysChanges, blocks, reasonInWords, wouldChange, type ReasonView } from '../invoices/reasons.ts';

type Blocker = CustomerPlanView['blockers'][number];

/** A customer's plan as the contract shows it, in the reader's language. */
export function customerPlanView(planned: CustomerPlan, language: ReaderLanguage, now: number): CustomerPlanView {
  const { plan, customer, underWay } = planned;
  const [next, ...following] = plan.messages.map((message) => contactView(message, planned, language));
  const reasons = blockingReasons(planned, now);
  const words = reasons.map(({ reason, invoices }): Blocker => ({ ...reasonInWords(reason, language), invoices }));
  const limit: ReasonView[] = planned.dayFull
    ? [{ code: 'daily-limit', text: explainWait('daily-limit', language) }]
    : [];
  const changes = uniqueByText([
    ...reasons.flatMap(({ reason }) => wouldChange(reason, language) ?? []),
    ...(planned.dayFull ? [limitRaised(language)] : []),
    ...(unreachableNow(planned).length > 0 ? [contactDataMended(language)] : []),
    alwaysChanges(language),
  ]);
  return {
    now: new Date(now).toISOString(),
    timeZone: customer.timeZone,
    next: next ?? null,
    following,
    blockers: [
      ...words,
      ...limit.map((reason) => ({ ...reason, invoices: [] })),
      ...unreachableBlockers(planned, language),
    ],
    changes,
    underWay: underWay && { messageId: underWay.messageId, composedAt: underWay.composedAt.toISOString() },
  };
}

function contactView(
  message: PlannedMessage,
  { customer, cases }: CustomerPlan,
  language: ReaderLanguage,
): PlannedContactView {
  const minute = localMinute(message.at, customer.timeZone);
  const steps = new Map(message.carries.map((carried) => [carried.invoiceId, carried.stepId]));
  const listed = (
    [
      ['overdue', message.overdue],
      ['upcoming', message.upcoming],
      ['settled', [...new Set(message.settled)]],
    ] as const
  ).flatMap(([section, ids]) =>
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
  const contacts = new Map(customer.facts.contacts.map((contact) => [contact.contactId, contact]));
  return {
    at: new Date(message.at).toISOString(),
    on: message.on,
    localTime: `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(Math.floor(minute % 60)).padStart(2, '0')}`,
    template: message.template,
    stage: message.stage,
    severity: message.severity,
    deadlineOn: message.deadlineOn,
    blocked: message.blocked,
    channels: message.channels.flatMap((recipients) =>
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
    ),
    invoices: listed,
    totals: message.sums.map(({ currency, openMinor, creditMinor, toPayMinor }) => ({
      currency,
      open: decimalAmount(openMinor, currency),
      credit: decimalAmount(creditMinor, currency),
      toPay: decimalAmount(toPayMinor, currency),
    })),
    reasons: whyThen(message, cases, customer.timeZone, language),
  };
}

// Why its cases ask for it then, what the gate waits for, and the holidays among the days it waits.
function whyThen(
  message: PlannedMessage,
  cases: CustomerPlan['cases'],
  timeZone: string,
  language: ReaderLanguage,
): ReasonView[] {
  const asked = message.carries.flatMap(({ invoiceId, reasons }) => {
    const loaded = cases.get(invoiceId);
    return loaded ? reasons.map((reason) => reasonInWords(withHoliday(reason, loaded), language)) : [];
  });
  const asking = cases.get(message.carries[0]?.invoiceId ?? '');
  const kept = message.keptBack.flatMap(({ reason, from, until }) => [
    { code: reason, text: explainWait(reason, language) },
    ...(asking ? closedHolidays(localDate(from, timeZone), localDate(until, timeZone), asking, language) : []),
  ]);
  return uniqueByText([...asked, ...kept]);
}

/** Most closed days that are looked through: no calendar closes longer. */
const MOST_DAYS = 60;

function closedHolidays(
  from: IsoDate,
  until: IsoDate,
  { facts, calendar }: LoadedCase,
  language: ReaderLanguage,
): ReasonView[] {
  const views: ReasonView[] = [];
  for (let on = from, days = 0; on < until && days < MOST_DAYS; on = addDays(on, 1), days++) {
    const closure = closureOf(on, facts.policy, facts.customer.country, calendar);
    if (closure?.kind === 'holiday')
      views.push({
        code: 'holiday',
        text:
          language === 'es' ? `El ${on} es festivo: ${closure.name.es}.` : `${on} is a holiday: ${closure.name.en}.`,
      });
  }
  return views;
}

// What keeps cases silent, each reason once with the invoices (ERP ids) that it holds; a gate that is closed to all names none.
function blockingReasons(
  { plan, cases }: CustomerPlan,
  now: number,
): readonly { readonly reason: Reason; readonly invoices: string[] }[] {
  const found = new Map<string, { reason: Reason; invoices: string[] }>();
  if (plan.gate) found.set(JSON.stringify(plan.gate), { reason: plan.gate, invoices: [] });
  for (const loaded of cases.values()) {
    if (loaded.facts.invoice.status !== 'open') continue;
    const decision = decide(loaded.facts, now);
    const own = plan.gate ? null : closedGate(loaded.facts);
    const told =
      decision.kind === 'wait'
        ? decision.reasons.filter(
            (reason) => blocks(reason) && reason.code !== 'being-sent' && reason.code !== plan.gate?.code,
          )
        : [];
    for (const reason of own && !told.some(({ code }) => code === own.code) ? [...told, own] : told) {
      const key = JSON.stringify(reason);
      const known = found.get(key);
      if (known) known.invoices.push(loaded.invoiceId);
      else found.set(key, { reason, invoices: [loaded.invoiceId] });
    }
  }
  return [...found.values()];
}

function unreachableNow({ plan: { messages, unreachable } }: CustomerPlan): readonly string[] {
  const before = messages[0]?.at ?? Infinity;
  return unreachable.flatMap(({ at, carries }) => (at <= before ? carries.map(({ invoiceId }) => invoiceId) : []));
}

function unreachableBlockers(planned: CustomerPlan, language: ReaderLanguage): Blocker[] {
  const ids = unreachableNow(planned);
  if (ids.length === 0) return [];
  const text =
    language === 'es'
      ? 'Ningún contacto se alcanza por los canales del paso: se pedirá a una persona que corrija los datos.'
      : 'No contact can be reached by the step’s channels: a person will be asked to mend the contact data.';
  return [
    { code: 'no-way-to-reach', text, invoices: [...new Set(ids.map((id) => planned.cases.get(id)?.invoiceId ?? id))] },
  ];
}

function limitRaised(language: ReaderLanguage): ReasonView {
  return {
    code: 'limit-raised',
    text:
      language === 'es'
        ? 'Un límite diario más alto; si no, el día siguiente.'
        : 'A higher daily limit; else the next day.',
  };
}

function contactDataMended(language: ReaderLanguage): ReasonView {
  return {
    code: 'contact-data',
    text: language === 'es' ? 'Un contacto con una dirección que funcione.' : 'A contact with an address that works.',
  };
}

function uniqueByText(reasons: readonly ReasonView[]): ReasonView[] {
  return [...new Map(reasons.map((reason) => [reason.text, reason])).values()];
}
