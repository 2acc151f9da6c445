import { addDays } from '@puntual/domain/calendar/dates';
import type { LateConsequences } from '@puntual/domain/policy/late-consequences';
import type { NoticeInvoice, NoticeProps } from './notice-props.ts';
import { isServiceTemplate, type ServiceTemplate, type Template } from '@puntual/domain/policy/vocabulary';
import { sampleAbout } from './sample-about.ts';

const today = '2026-12-09';

function sampleInvoice(
  number: string,
  daysLate: number,
  totalMinor: bigint,
  change: Partial<NoticeInvoice> = {},
): NoticeInvoice {
  const dueOn = addDays(today, -daysLate);
  return {
    number,
    dueOn,
    daysLate,
    totalMinor,
    issueDate: addDays(dueOn, -30),
    currency: 'EUR',
    openMinor: totalMinor,
    documentUrl: `https://billing.example.com/documents/${encodeURIComponent(number)}.pdf`,
    paymentUrl: `https://pay.example.com/i/${encodeURIComponent(number)}`,
    purchaseOrder: null,
    ...change,
  };
}

const daysLateOfTemplate: Record<Template, number> = {
  courtesy: -7,
  'due-today': 0,
  friendly: 1,
  'follow-up': 8,
  demand: 21,
  'supply-hold-notice': 29,
  'thank-you': 3,
  terms: -30,
  statement: 8,
  'promise-confirmed': 8,
  'promise-reminder': 12,
  'plan-confirmed': 21,
  'instalment-due': 30,
  'instalment-missed': 40,
  receipt: 3,
  'monthly-statement': 8,
  'dispute-received': 2,
  'dispute-decided': 12,
  assignment: -10,
  'last-letter': 45,
  'agency-notice': 62,
};

const sampleLate: LateConsequences = {
  currency: 'EUR',
  reminders: true,
  interest: { by: 'law' },
  fee: { amount: '10.00', everyDays: 7 },
  supplyHold: true,
  agency: true,
};

// A receipt lists what the payment paid, and a statement what is open.
function concernedIn(template: ServiceTemplate, main: readonly NoticeInvoice[]): readonly NoticeInvoice[] {
  return template === 'receipt' || template === 'monthly-statement' ? [] : main;
}

/**
 * A realistic notice of the template, for previews and as the default of every component. A pure function, the same on
 * any day.
 */
export function sampleProps(language: string, template: Template): NoticeProps {
  const days = daysLateOfTemplate[template];
  const main = [
    sampleInvoice('F-2026/1001', days, 121_000n, { purchaseOrder: 'PO-77' }),
    sampleInvoice('F-2026/1014', days, 241_050n, { openMinor: 191_050n }),
    sampleInvoice('F-2026/1020', template === 'courtesy' ? days - 4 : days, 50_000n),
  ];
  const later = [sampleInvoice('F-2026/1033', -12, 84_700n)];
  const shown = { overdue: [] as NoticeInvoice[], upcoming: [] as NoticeInvoice[], settled: [] as NoticeInvoice[] };
  if (template === 'courtesy' || template === 'terms') shown.upcoming = main;
  else if (isServiceTemplate(template) && template !== 'monthly-statement') shown.upcoming = [];
  else if (template === 'due-today') shown.upcoming = [...main, ...later];
  else if (template === 'thank-you')
    Object.assign(shown, { settled: main.map((invoice) => ({ ...invoice, openMinor: 0n })), upcoming: later });
  else Object.assign(shown, { overdue: main, upcoming: later });
  return {
    language,
    creditor: {
      name: 'Aceros del Norte S.A.',
      email: 'cobros@aceros.example.com',
      phone: '+34 944 000 111',
      address: 'Calle Ibáñez de Bilbao 12\n48009 Bilbao',
      brandColour: '#0b5c6b',
      paymentInstructions: 'IBAN ES91 2100 0418 4502 0005 1332\nBIC CAIXESBBXXX',
    },
    customer: { name: 'Talleres Núñez S.L.', contactName: 'Ana Núñez' },
    today,
    deadlineOn: template === 'demand' || template === 'supply-hold-notice' ? addDays(today, 7) : null,
    severity: 'firm',
    ...shown,
    creditMinorByCurrency: {},
    ...(template === 'terms' ? { late: sampleLate } : {}),
    ...(isServiceTemplate(template) ? { about: sampleAbout(template), concerned: concernedIn(template, main) } : {}),
    reference: 'C-100-0042',
  };
}
