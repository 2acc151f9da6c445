import type { IsoDate } from '../calendar/dates.ts';
import { openRanges, type SendWindow, type Weekday } from '../calendar/send-window.ts';
import { contactCaps, narrowWindow, type ContactCaps } from '../caps/contact-caps.ts';
import { policyDocumentSchema, type PolicyDocument } from '../policy/policy-document.ts';
import type { Refusal } from '../refusals/refusals.ts';
import { refusalsOf } from '../refusals/schema-issues.ts';
import { type ContactChannel, type CustomerKind, type Template, minuteOfDay } from '../policy/vocabulary.ts';

/**
 * Something to mend in a policy document: a refusal (its path: `steps.2.day`) with the step and the field that
 * `sayPolicyFault` names.
 */
export type PolicyFault = Refusal & {
  /** The step's id (its place from 1 when it has none), or null for what is not in a step. */
  readonly step: string | null;
  /** The field within the step, or within the document. */
  readonly field: string;
};

/** Reads a policy as a person wrote it; everything that is wrong with it comes back as faults. Total. */
export function readPolicyDocument(
  input: unknown,
):
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] } {
  const read = policyDocumentSchema.safeParse(input, { reportInput: true });
  if (read.success) return { ok: true, document: read.data };
  return { ok: false, faults: refusalsOf(read.error).map((refusal) => faultAt(input, refusal)) };
}

/** What publishing checks besides the document. */
export interface KnownForPublishing {
  /** Languages that customers of the organization are written in. */
  readonly languages: readonly string[];
  /** The notices that are written, by language. */
  readonly templates: Readonly<Record<string, readonly Template[]>>;
  /** The countries and kinds of customers that there are. */
  readonly customers: readonly { readonly country: string; readonly kind: CustomerKind }[];
  /** The day whose laws count. */
  readonly on: IsoDate;
}

/**
 * What keeps a document from being published though it is well written: a supply hold that nobody announced, a notice
 * that is not written in a language in use, hours or calls beyond what the law allows with the customers that there are
 * (those outside of the policy's own segment do not count). Total.
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
