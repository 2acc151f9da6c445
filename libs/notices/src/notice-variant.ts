import type { NoticeInvoice, NoticeProps } from './notice-props.ts';
import type { SectionKind } from './notice-section.ts';
import { creditUsed, totalsByCurrency } from './currency-totals.ts';
import type { ServiceTemplate, Template } from '@puntual/domain/policy/vocabulary';

/** The notices that ask for the invoices in their tables; the others are service messages. */
export type NoticeTemplate = Exclude<Template, ServiceTemplate>;

/** The wordings: one per template, three for a demand, and a thank-you for a payment that closed no invoice. */
export type Variant =
  | 'courtesy'
  | 'due-today'
  | 'friendly'
  | 'follow-up'
  | `demand-${NoticeProps['severity']}`
  | 'supply-hold-notice'
  | 'thank-you'
  | 'thank-you-part'
  | 'terms'
  | 'on-request';

/**
 * The wording that is true for the given invoices, and the order of the tables. The first table has the invoices that
 * the notice is about.
 */
export interface Shape {
  readonly variant: Variant;
  readonly main: readonly NoticeInvoice[];
  readonly sections: readonly (readonly [SectionKind, readonly NoticeInvoice[]])[];
}

function chase(variant: Variant, { overdue, upcoming }: NoticeProps): Shape {
  return {
    variant,
    main: overdue,
    sections: [
      ['overdue', overdue],
      ['upcoming', upcoming],
    ],
  };
}

function thankYou({ settled, overdue, upcoming }: NoticeProps): Shape {
  const open = [
    ['overdue', overdue],
    ['upcoming', upcoming],
  ] as const;
  return settled.length > 0
    ? { variant: 'thank-you', main: settled, sections: [['settled', settled], ...open] }
    : { variant: 'thank-you-part', main: [...overdue, ...upcoming], sections: open };
}

function beforeDue(template: 'courtesy' | 'due-today', props: NoticeProps): Shape {
  const { overdue, upcoming, today } = props;
  const dueToday = upcoming.filter((invoice) => invoice.dueOn === today);
  if (template === 'due-today' && dueToday.length > 0) {
    const later = upcoming.filter((invoice) => invoice.dueOn !== today);
    return {
      variant: 'due-today',
      main: dueToday,
      sections: [
        ['dueToday', dueToday],
        ['upcoming', later],
        ['overdue', overdue],
      ],
    };
  }
  if (upcoming.length > 0)
    return {
      variant: 'courtesy',
      main: upcoming,
      sections: [
        ['upcoming', upcoming],
        ['overdue', overdue],
      ],
    };
  // A notice planned for Sunday leaves on Monday, when "is due today" is no longer true.
  return chase('friendly', props);
}

// A reminder that was due meanwhile is another message: the terms speak of what is not overdue.
function terms({ overdue, upcoming }: NoticeProps): Shape {
  return {
    variant: 'terms',
    main: upcoming,
    sections: [
      ['upcoming', upcoming],
      ['overdue', overdue],
    ],
  };
}

// What the customer asked for: what is overdue, then what is coming up.
function statement({ overdue, upcoming }: NoticeProps): Shape {
  return {
    variant: 'on-request',
    main: [...overdue, ...upcoming],
    sections: [
      ['overdue', overdue],
      ['upcoming', upcoming],
    ],
  };
}

function shapeOf(template: NoticeTemplate, props: NoticeProps): Shape {
  switch (template) {
    case 'courtesy':
    case 'due-today':
      return beforeDue(template, props);
    case 'friendly':
    case 'supply-hold-notice':
    case 'follow-up':
      return chase(template, props);
    case 'demand':
      return chase(`demand-${props.severity}`, props);
    case 'thank-you':
      return thankYou(props);
    case 'terms':
      return terms(props);
    case 'statement':
      return statement(props);
  }
}

/**
 * Chooses the shape of a notice. Throws a RangeError when there is no invoice that it could be about: then nothing may
 * be sent.
 */
export function noticeShape(template: NoticeTemplate, props: NoticeProps): Shape {
  const shape = shapeOf(template, props);
  if (shape.main.length === 0 && template !== 'thank-you') {
    throw new RangeError(`there is no invoice for a "${template}" notice: do not send one`);
  }
  return { ...shape, sections: shape.sections.filter(([, invoices]) => invoices.length > 0) };
}

/**
 * The credit that counts against the invoices that the notice is about, in minor units by currency. Credit pays overdue
 * invoices first, even when they stand in another table.
 */
export function creditFor(
  { main }: Pick<Shape, 'main'>,
  { overdue, creditMinorByCurrency }: NoticeProps,
): Readonly<Record<string, bigint>> {
  const before = creditUsed(
    totalsByCurrency(
      overdue.filter((invoice) => !main.includes(invoice)),
      'dueMinor',
    ),
    creditMinorByCurrency,
  );
  return before.reduce(
    (left, { currency, minor }) => ({ ...left, [currency]: (left[currency] ?? 0n) - minor }),
    creditMinorByCurrency,
  );
}
