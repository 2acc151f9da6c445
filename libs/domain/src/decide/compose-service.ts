import type { IsoDate } from '../calendar/dates.ts';
import { nextOpenDay, plannedInstant } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { firstAllowedWay } from '../caps/next-allowed.ts';
import type { Channel, ServiceTemplate } from '../policy/vocabulary.ts';
import { remindsOfMoney } from '../service-messages/reminds-of-money.ts';
import type {
  Composition,
  ContactRequest,
  CustomerFacts,
  DroppedRequest,
  GateInvoice,
  ServiceMessage,
} from './composition.ts';
import { creditStated } from './claim-owner.ts';
import { netSums } from './open-credit.ts';
import { routeMessage, wantedBy } from './route-message.ts';

/** The service messages that may leave now, the thank-yous that wait beside them, and the requests that are dropped. */
interface ServiceContent {
  readonly serving: readonly ContactRequest[];
  readonly thanks: readonly ContactRequest[];
  readonly dropped: readonly DroppedRequest[];
}

/**
 * The requests of the service message that leaves first: the oldest one. One that asks for money waits for a fresh
 * payment feed, and lets the others pass. Pure.
 */
export function servedFirst(service: readonly ContactRequest[], facts: CustomerFacts): readonly ContactRequest[] {
  const first = service.find(({ service: message }) => message && !(facts.staleFeed && remindsOfMoney(message.kind)));
  return service.filter(
    ({ service: message }) => message?.kind === first?.service?.kind && message?.together === first?.service?.together,
  );
}

/**
 * Composes a service message: alone, in the hours of the customer's window, without spacing or budget, to the contacts
 * that the organization names. What asks for money keeps to the law's limits of contacts; all keep to opt-outs and dead
 * addresses. A receipt carries the thank-yous for its invoices, so that one payment has one message. Pure. Throws when
 * no request is given.
 */
export function composeService(
  { serving, thanks, dropped }: ServiceContent,
  facts: CustomerFacts,
  today: IsoDate,
): Composition {
  const message = serving[0]?.service;
  if (!message) throw new Error('no request says which service message it is part of');
  const about = new Set(serving.map(({ invoiceId }) => invoiceId));
  const thanked = message.kind === 'receipt' ? thanks.filter(({ invoiceId }) => about.has(invoiceId)) : [];
  const carries = [...serving, ...thanked];
  const wanted = { channels: channelsFor(message.kind), to: message.to };
  const { routes, because, restUntil } = routeMessage(wanted, facts, carries, today);
  const tryOn = (on: IsoDate) => plannedInstant(nextOpenDay(on, facts.window), facts.customer.id, facts.window);
  if (routes.length === 0 && restUntil !== null)
    return { kind: 'wait', until: tryOn(restUntil), reason: 'address-resting', dropped };
  if (routes.length === 0) return { kind: 'unreachable', because, carries, dropped };
  let channels: Extract<Composition, { kind: 'send' }>['channels'] = routes;
  if (remindsOfMoney(message.kind)) {
    const caps = contactCaps(facts.customer.country, facts.customer.kind, today);
    const ways = routes.map((recipients) => wantedBy(recipients, carries));
    const allowed = firstAllowedWay(ways, facts.recentContacts, caps, today);
    if (!allowed) return { kind: 'unreachable', because, carries, dropped };
    if (allowed.on > today) return { kind: 'wait', until: tryOn(allowed.on), reason: 'legal-cap', dropped };
    channels = [allowed.way.recipients, ...routes.filter((recipients) => recipients !== allowed.way.recipients)];
  }
  return { ...written(message, about, facts, today), carries, dropped, channels };
}

function channelsFor(kind: ServiceTemplate): readonly Channel[] {
  return kind === 'last-letter' || kind === 'agency-notice' || kind === 'assignment'
    ? ['email', 'letter']
    : kind === 'monthly-statement' || kind === 'plan-confirmed'
      ? ['email']
      : ['email', 'sms'];
}

function written(
  { kind }: ServiceMessage,
  about: ReadonlySet<string>,
  facts: CustomerFacts,
  today: IsoDate,
): Omit<Extract<Composition, { kind: 'send' }>, 'carries' | 'dropped' | 'channels'> {
  const base = {
    kind: 'send',
    template: kind,
    stage: 'not-due',
    severity: 'mild',
    deadlineOn: null,
    settled: [],
  } as const;
  const shown = facts.invoices.filter(({ id }) => about.has(id)).sort(byDueDay);
  if (kind !== 'monthly-statement')
    return { ...base, attachments: [], overdue: [], upcoming: [], concerned: shown.map(({ id }) => id), sums: [] };
  const open = facts.invoices.filter(({ status }) => status === 'open').sort(byDueDay);
  const creditMinor = creditStated(open, [], facts);
  return {
    ...base,
    attachments: ['statement'],
    overdue: open.filter(({ dueOn }) => dueOn < today).map(({ id }) => id),
    upcoming: open.filter(({ dueOn }) => dueOn >= today).map(({ id }) => id),
    sums: netSums(open, creditMinor),
    creditMinor,
  };
}

function byDueDay(a: GateInvoice, b: GateInvoice): number {
  return a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id);
}
