import type { IsoDate } from '../calendar/dates.ts';
import { openRanges, type SendWindow, type Weekday } from '../calendar/send-window.ts';
import { contactCaps, narrowWindow, type ContactCaps } from '../caps/contact-caps.ts';
import { policyDocumentSchema, type PolicyDocument } from '../policy/policy-document.ts';
import type { Refusal } from '../refusals/refusals.ts';
import { refusalsOf } from '../refusals/schema-issues.ts';
import { type ContactChannel, type CustomerKind, type Template, minuteOfDay } from '../policy/vocabulary.ts';

/**
 * A fault of a policy document: a refusal (its path: `steps.2.day`) with the step and the field that `sayPolicyFault`
 * names.
 */
export type PolicyFault = Refusal & {
  /** The id of the step (its number from 1 when it has no id), or null when the fault is not in a step. */
  readonly step: string | null;
  /** The field within the step, or within the document. */
  readonly field: string;
};

/** Parses a policy document that a person wrote. Returns all faults; never throws. */
export function readPolicyDocument(
  input: unknown,
):
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] } {
  const read = policyDocumentSchema.safeParse(input, { reportInput: true });
  if (read.success) return { ok: true, document: read.data };
  return { ok: false, faults: refusalsOf(read.error).map((refusal) => faultAt(input, refusal)) };
}

/** What publishing checks a document against. */
export interface KnownForPublishing {
  /** The languages of the organization's customers. */
  readonly languages: readonly string[];
  /** The notices that exist, by language. */
  readonly templates: Readonly<Record<string, readonly Template[]>>;
  /** The countries and kinds of the organization's customers. */
  readonly customers: readonly { readonly country: string; readonly kind: CustomerKind }[];
  /** The day whose laws apply. */
  readonly on: IsoDate;
}

/**
 * The faults that keep a valid document from being published: a supply hold that no step announces, a notice that is
 * missing in a language that customers have, and hours or calls that the law of a customer's country does not allow.
 * Customers outside the policy's segment do not count. Never throws.
 */
export function checkForPublishing(document: PolicyDocument, known: KnownForPublishing): readonly PolicyFault[] {
  return [...unannounced(document), ...unwritten(document, known), ...unlawful(document, known)];
}

function unannounced(document: PolicyDocument): PolicyFault[] {
  return document.steps.flatMap((step, index) =>
    step.do !== 'supply-hold' || document.steps.slice(0, index).some((before) => before.do === 'announce-supply-hold')
      ? []
      : [faultAt(document, { code: 'supply-hold-not-announced', path: `steps.${index}.do`, values: {} })],
  );
}

function unwritten(document: PolicyDocument, { languages, templates }: KnownForPublishing): PolicyFault[] {
  return document.steps.flatMap((step, index) => {
    if (step.do !== 'send' && step.do !== 'announce-supply-hold') return [];
    const template: Template = step.do === 'send' ? step.template : 'supply-hold-notice';
    const lacking = languages.filter(
      (language) => !(templates[language] ?? templates[language.slice(0, 2)] ?? []).includes(template),
    );
    if (lacking.length === 0) return [];
    return [
      faultAt(document, {
        code: 'notice-not-written',
        path: `steps.${index}.${step.do === 'send' ? 'template' : 'do'}`,
        values: { template, languages: lacking },
      }),
    ];
  });
}

function unlawful(document: PolicyDocument, { customers, on }: KnownForPublishing): PolicyFault[] {
  const { country, kind } = document.appliesTo?.when ?? {};
  const met = customers.filter(
    (customer) =>
      (!country?.length || country.includes(customer.country)) && (!kind?.length || kind.includes(customer.kind)),
  );
  const capped = new Map(
    met.map((customer) => [`${customer.country}/${customer.kind}`, contactCaps(customer.country, customer.kind, on)]),
  );
  return [...capped.values()].flatMap((caps) => [...outsideHours(document, caps), ...tooManyCalls(document, caps)]);
}

function outsideHours(document: PolicyDocument, caps: ContactCaps): PolicyFault[] {
  const [from, to] = document.calendar.window;
  const window: SendWindow = {
    timeZone: 'UTC',
    fromMinute: minuteOfDay(from),
    toMinute: minuteOfDay(to),
    closedDays: new Set(),
    openWeekdays: new Set(document.calendar.weekdays as Weekday[]),
  };
  const narrowed = channelsOf(document).map((channel) => narrowWindow(window, caps, channel));
  const whole = (each: SendWindow) => {
    const [range, more] = openRanges(each);
    return range?.fromMinute === window.fromMinute && range.toMinute === window.toMinute && more === undefined;
  };
  const lawful = { country: caps.country, kind: caps.kind, law: lawOf(caps, 'hours') };
  const faults: PolicyFault[] = [];
  if (!narrowed.every(whole)) {
    faults.push(
      faultAt(document, { code: 'hours-not-lawful', path: 'calendar.window', values: { ...lawful, from, to } }),
    );
  }
  if (narrowed.some((each) => each.openWeekdays?.size !== window.openWeekdays?.size)) {
    faults.push(faultAt(document, { code: 'weekday-not-lawful', path: 'calendar.weekdays', values: lawful }));
  }
  return faults;
}

function tooManyCalls(document: PolicyDocument, caps: ContactCaps): PolicyFault[] {
  if (!document.steps.some((step) => step.do === 'task')) return [];
  const limits = caps.rows.flatMap(({ rule }) =>
    rule.kind === 'count' && rule.channels.includes('call') ? [rule.most * Math.ceil(7 / rule.days)] : [],
  );
  const most = Math.min(...limits);
  if (document.contact.callsPer7Days <= most) return [];
  return [
    faultAt(document, {
      code: 'calls-not-lawful',
      path: 'contact.callsPer7Days',
      values: { most, country: caps.country, kind: caps.kind, law: lawOf(caps, 'count') },
    }),
  ];
}

function channelsOf({ steps, contact }: PolicyDocument): ContactChannel[] {
  return [
    ...new Set(
      steps.flatMap((step): readonly ContactChannel[] => {
        switch (step.do) {
          case 'send':
          case 'announce-supply-hold':
            return step.channels ?? contact.channels;
          case 'task':
            return ['call'];
          case 'supply-hold':
          case 'agency':
            return [];
        }
      }),
    ),
  ];
}

function lawOf(caps: ContactCaps, kind: 'hours' | 'count'): string {
  return [
    ...new Set(
      caps.rows.flatMap(({ rule, source }) => (rule.kind === kind ? [`${source.law}, ${source.article}`] : [])),
    ),
  ].join('; ');
}

function faultAt(input: unknown, refusal: Refusal): PolicyFault {
  const path = refusal.path.split('.');
  const inStep = path[0] === 'steps' && path.length > 1;
  return {
    ...refusal,
    step: inStep ? stepName(input, Number(path[1])) : null,
    field: path.slice(inStep ? 2 : 0).join('.'),
  };
}

function stepName(input: unknown, index: number): string {
  const steps: unknown = (input as { readonly steps?: unknown } | null)?.steps;
  const step: unknown = Array.isArray(steps) ? steps[index] : null;
  const id: unknown = typeof step === 'object' && step !== null && 'id' in step ? step.id : null;
  return typeof id === 'string' && id !== '' ? id : String(index + 1);
}
