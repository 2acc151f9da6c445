import type { IsoDate } from '../calendar/dates.ts';
import { openRanges, type SendWindow, type Weekday } from '../calendar/send-window.ts';
import type { CapChannel } from '../caps/cap-rule.ts';
import { contactCaps, narrowWindow, type ContactCaps } from '../caps/contact-caps.ts';
import { policyDocumentSchema, type PolicyDocument } from '../policy/policy-document.ts';
import { minuteOfDay, type CustomerKind, type Template } from '../policy/policy.ts';
import { sayIssue, type InBoth } from './say-issue.ts';

/** Something to mend in a policy document. */
export interface PolicyFault {
  /** Where it stands: `steps.2.day`. */
  readonly path: string;
  /** The step's id (its place from 1 when it has none), or null for what is not in a step. */
  readonly step: string | null;
  /** The field within the step, or within the document. */
  readonly field: string;
  /** A sentence that names step and field. */
  readonly message: InBoth;
}

/** Reads a policy as a person wrote it; everything that is wrong with it comes back as faults in plain words. Total. */
export function readPolicyDocument(
  input: unknown,
):
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] } {
  const read = policyDocumentSchema.safeParse(input, { reportInput: true });
  if (read.success) return { ok: true, document: read.data };
  const faults = read.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    // An unknown field is named by its own path, so that a typo is seen at once.
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((each) => faultAt(input, each, sayIssue(issue)));
  });
  return { ok: false, faults };
}

/** What publishing looks at besides the document. */
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
 * What keeps a document from being published though it is well written: a supply hold that nobody announced, a notice that is not written in a language
 * in use, hours or calls beyond what the law allows with the customers that there are (those outside of the policy's own segment do not count). Total.
 */
export function checkForPublishing(document: PolicyDocument, known: KnownForPublishing): readonly PolicyFault[] {
  return [...unannounced(document), ...unwritten(document, known), ...unlawful(document, known)];
}

function unannounced(document: PolicyDocument): PolicyFault[] {
  return document.steps.flatMap((step, index) =>
    step.do !== 'supply-hold' || document.steps.slice(0, index).some((before) => before.do === 'announce-supply-hold')
      ? []
      : [
          faultAt(document, ['steps', String(index), 'do'], {
            en: 'a supply hold needs a step before it that announces it',
            es: 'un corte de suministro necesita antes un paso que lo anuncie',
          }),
        ],
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
    const named = lacking.join(', ');
    return [
      faultAt(document, ['steps', String(index), step.do === 'send' ? 'template' : 'do'], {
        en: `the notice "${template}" is not written in a language that customers have: ${named}`,
        es: `el aviso «${template}» no está escrito en un idioma que tienen los clientes: ${named}`,
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
  const who = `${caps.kind}, ${caps.country}`;
  const law = lawOf(caps, 'hours');
  const faults: PolicyFault[] = [];
  if (!narrowed.every(whole)) {
    faults.push(
      faultAt(document, ['calendar', 'window'], {
        en: `${from} to ${to} is outside of the hours that the law allows (${who}; ${law})`,
        es: `de ${from} a ${to} queda fuera de las horas que permite la ley (${who}; ${law})`,
      }),
    );
  }
  if (narrowed.some((each) => each.openWeekdays?.size !== window.openWeekdays?.size)) {
    faults.push(
      faultAt(document, ['calendar', 'weekdays'], {
        en: `the law allows no contact on one of these weekdays (${who}; ${law})`,
        es: `la ley no permite contactar en alguno de estos días de la semana (${who}; ${law})`,
      }),
    );
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
  const why = `${caps.kind}, ${caps.country}; ${lawOf(caps, 'count')}`;
  return [
    faultAt(document, ['contact', 'callsPer7Days'], {
      en: `the law allows at most ${most} calls in seven days (${why})`,
      es: `la ley permite como máximo ${most} llamadas en siete días (${why})`,
    }),
  ];
}

function channelsOf({ steps, contact }: PolicyDocument): CapChannel[] {
  return [
    ...new Set(
      steps.flatMap((step): readonly CapChannel[] => {
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

function faultAt(input: unknown, path: readonly string[], words: InBoth): PolicyFault {
  const inStep = path[0] === 'steps' && path.length > 1;
  const step = inStep ? stepName(input, Number(path[1])) : null;
  const field = path.slice(inStep ? 2 : 0).join('.');
  const en = [...(step === null ? [] : [`step "${step}"`]), ...(field === '' ? [] : [`field "${field}"`])].join(', ');
  const es = [...(step === null ? [] : [`paso «${step}»`]), ...(field === '' ? [] : [`campo «${field}»`])].join(', ');
  return {
    path: path.join('.'),
    step,
    field,
    message: { en: en === '' ? words.en : `${en}: ${words.en}`, es: es === '' ? words.es : `${es}: ${words.es}` },
  };
}

function stepName(input: unknown, index: number): string {
  const steps: unknown = (input as { readonly steps?: unknown } | null)?.steps;
  const step: unknown = Array.isArray(steps) ? steps[index] : null;
  const id: unknown = typeof step === 'object' && step !== null && 'id' in step ? step.id : null;
  return typeof id === 'string' && id !== '' ? id : String(index + 1);
}
