import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { AuditReportView } from '@puntual/contracts/api/audit';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { until } from '@puntual/testing/until';
import { playDiaries, type ServiceCase } from '../testing/service-cases.ts';
import { ServicesDiary } from '../testing/services-diary.ts';

jest.setTimeout(900_000);

const c = (customerId: string) => customer({ customerId });
const inv = (invoiceId: string, dueDate: string, more: object = {}) =>
  issued({ invoiceId, customerId: `C-${invoiceId.replace(/\D+.*$/, '').replace(/[a-z]$/, '')}`, dueDate, ...more });
const money = (customerId: string, on: string, parts: Readonly<Record<string, string>>, id = on) =>
  paid({
    paymentId: `P-${customerId}-${id}`,
    customerId,
    receivedOn: on,
    amount: Object.values(parts)
      .reduce((sum, part) => sum + Number(part), 0)
      .toFixed(2),
    allocations: Object.entries(parts).map(([invoiceId, amount]) => ({ invoiceId, amount })),
  });

const CASES: readonly ServiceCase[] = [
  {
    case: '6: the oldest two of three are paid, and the third keeps its own stage',
    customerId: 'C-6',
    steps: [
      [
        '2026-11-02 10:00',
        (d) => d.erp(c('C-6'), inv('6a', '2026-11-16'), inv('6b', '2026-11-23'), inv('6c', '2026-12-01')),
      ],
      ['2026-12-04 12:00', (d) => d.erp(money('C-6', '2026-12-04', { '6a': '1210.00', '6b': '1210.00' }))],
    ],
    expected: [
      '2026-11-09 sent courtesy by email to k1: 6a 6b',
      '2026-11-16 sent due-today by email to k1: 6a 6b',
      '2026-11-17 sent friendly by email to k1: 6a 6b 6c',
      '2026-11-23 sent due-today by email to k1: 6b 6c',
      '2026-11-24 sent follow-up by email to k1: 6a 6b 6c',
      '2026-12-01 sent follow-up by email to k1: 6a 6b 6c',
      '2026-12-04 announced invoice.settled 6a paid',
      '2026-12-04 announced invoice.settled 6b paid',
      '2026-12-04 sent thank-you by email to k1: 6a 6b',
      '2026-12-07 sent friendly by email to k1: 6c',
      '2026-12-14 sent follow-up by email to k1: 6c',
      '2026-12-28 sent demand by email to k1: 6c',
      '2027-01-08 task call',
      '2027-02-05 task approve-agency',
    ],
  },
  {
    case: '9: a demand names the 20th, and the next reminder, of another invoice, leaves on the 21st',
    customerId: 'C-9',
    steps: [
      ['2026-11-02 10:01', (d) => d.erp(c('C-9'), inv('9', '2026-12-01'), inv('9b', '2027-01-18'))],
      [
        '2026-12-14 11:00',
        (d) => d.act('POST', '/v1/invoices/9/holds', { reason: 'a change of owner', until: '2027-01-12' }),
      ],
    ],
    expected: [
      '2026-11-24 sent courtesy by email to k1: 9',
      '2026-12-01 sent due-today by email to k1: 9',
      '2026-12-02 sent friendly by email to k1: 9',
      '2026-12-09 sent follow-up by email to k1: 9',
      '2027-01-11 sent courtesy by email to k1: 9b',
      '2027-01-13 sent demand by email to k1: 9 9b',
      '2027-01-18 sent due-today by email to k1: 9b',
      '2027-01-21 sent demand by email to k1: 9 9b',
      '2027-01-25 task call',
      '2027-01-28 sent demand by email to k1: 9 9b',
      '2027-02-10 sent demand by email to k1: 9 9b',
      '2027-02-22 task approve-agency',
    ],
  },
  {
    case: '12: the contact of the invoice, then of the role, then of the company; then a person',
    customerId: 'C-12',
    steps: [
      [
        '2026-11-02 10:02',
        (d) => {
          d.misbehaves({ kind: 'bounce', type: 'Permanent', to: [1, 2, 3].map((k) => `k${k}@c-12.example`) });
          d.misbehaves({ kind: 'bounce', type: 'Permanent', to: ['k1@c-13.example'] });
          return d.erp(
            customer({
              customerId: 'C-12',
              contacts: [
                { contactId: 'k1', name: 'Ana', email: 'k1@c-12.example', channels: ['email'] },
                { contactId: 'k2', name: 'Luis', role: 'owner', email: 'k2@c-12.example', channels: ['email'] },
                { contactId: 'k3', name: 'Eva', role: 'other', email: 'k3@c-12.example', channels: ['email'] },
              ],
            }),
            inv('12', '2026-12-01', { contactId: 'k2' }),
          );
        },
      ],
      [
        '2026-11-27 11:00',
        (d) => d.act('PATCH', '/v1/customers/C-12/contacts/k1', { email: 'nueva@c-12.example', source: 'phone' }),
      ],
    ],
    expected: [
      '2026-11-24 sent courtesy by email to k1: 12',
      '2026-11-24 sent courtesy by email to k2: 12',
      '2026-11-24 sent courtesy by email to k3: 12',
      '2026-11-24 task fix-contact',
      '2026-11-27 fix-contact ended: fixed',
      '2026-11-27 sent courtesy by email to k1: 12',
      '2026-12-01 sent due-today by email to k1: 12',
      '2026-12-02 sent friendly by email to k1: 12',
      '2026-12-09 sent follow-up by email to k1: 12',
      '2026-12-22 sent demand by email to k1: 12',
      '2027-01-04 task call',
      '2027-02-01 task approve-agency',
    ],
  },
  {
    case: '13: an address bounces: the step is not done, and goes by another channel',
    customerId: 'C-13',
    steps: [
      [
        '2026-11-02 10:03',
        (d) =>
          d.erp(
            customer({
              customerId: 'C-13',
              contacts: [
                {
                  contactId: 'k1',
                  name: 'Ana',
                  email: 'k1@c-13.example',
                  phone: '+34600111313',
                  channels: ['email', 'sms'],
                },
              ],
            }),
            inv('13', '2026-11-25', {
              issueDate: '2026-11-02',
              alreadyReached: { stage: 'friendly', on: '2026-11-01' },
            }),
          ),
      ],
    ],
    expected: [
      '2026-12-03 sent follow-up by email to k1: 13',
      '2026-12-03 sent follow-up by sms to k1: 13',
      '2026-12-03 task fix-contact',
      '2026-12-28 task call',
      '2027-01-25 task approve-agency',
    ],
  },
  {
    case: '15: a dispute while the message is composed and refused: dropped, and the total is made again',
    customerId: 'C-15',
    steps: [
      [
        '2026-11-02 10:04',
        (d) =>
          d.erp(
            customer({
              customerId: 'C-15',
              contacts: [{ contactId: 'k1', name: 'Ana', email: 'k1@c-15.example', channels: ['email'] }],
            }),
            inv('15a', '2026-12-03'),
            inv('15b', '2026-12-03', { total: '500.00' }),
          ),
      ],
      ['2026-12-04 08:55', disputeWhileComposed],
    ],
    expected: [
      '2026-11-26 sent courtesy by email to k1: 15a 15b',
      '2026-12-03 sent due-today by email to k1: 15a 15b',
      '2026-12-04 announced dispute.opened',
      '2026-12-04 sent friendly by email to k1: 15b',
      '2026-12-04 task dispute',
      '2026-12-11 sent follow-up by email to k1: 15b',
      '2026-12-17 task dispute-overdue',
      '2026-12-24 sent demand by email to k1: 15b',
      '2027-01-04 task call',
      '2027-02-01 task approve-agency',
    ],
  },
  {
    case: '16: a promise is silence; the first is broken by itself, the second kept',
    customerId: 'C-16',
    steps: [
      ['2026-11-02 10:05', (d) => d.erp(c('C-16'), inv('16', '2026-12-01'))],
      ['2026-12-03 11:00', (d) => d.act('POST', '/v1/invoices/16/promises', { date: '2026-12-14' })],
      ['2026-12-18 11:00', (d) => d.act('POST', '/v1/invoices/16/promises', { date: '2026-12-29' })],
      ['2026-12-29 12:00', (d) => d.erp(money('C-16', '2026-12-29', { '16': '1210.00' }))],
    ],
    expected: [
      '2026-11-24 sent courtesy by email to k1: 16',
      '2026-12-01 sent due-today by email to k1: 16',
      '2026-12-02 sent friendly by email to k1: 16',
      '2026-12-03 announced promise.made',
      '2026-12-17 announced promise.judged broken',
      '2026-12-17 sent follow-up by email to k1: 16',
      '2026-12-18 announced promise.made',
      '2026-12-29 announced invoice.settled 16 paid',
      '2026-12-29 announced promise.judged kept',
      '2026-12-29 sent thank-you by email to k1: 16',
    ],
  },
  {
    case: '17: one of three is paused, and the others go on',
    customerId: 'C-17',
    steps: [
      [
        '2026-11-02 10:06',
        (d) => d.erp(c('C-17'), inv('17a', '2026-12-01'), inv('17b', '2026-12-01'), inv('17c', '2026-12-01')),
      ],
      [
        '2026-12-03 11:10',
        (d) => d.act('POST', '/v1/invoices/17b/holds', { reason: 'asked by sales', until: '2026-12-31' }),
      ],
    ],
    expected: [
      '2026-12-02 sent friendly by email to k1: 17a 17b 17c',
      '2026-12-09 sent follow-up by email to k1: 17a 17c',
      '2026-12-22 sent demand by email to k1: 17a 17c',
      '2027-01-04 sent demand by email to k1: 17a 17b 17c',
      '2027-01-04 task call',
      '2027-01-18 sent demand by email to k1: 17a 17b 17c',
      '2027-02-01 task approve-agency',
      '2027-02-01 task approve-agency',
      '2027-02-26 task approve-agency',
    ],
  },
  {
    case: '28: a call that nobody makes is said to be late, and the case goes on to the agency',
    customerId: 'C-28',
    steps: [
      ['2026-11-02 10:07', (d) => d.erp(c('C-28'), inv('28', '2026-11-03', { issueDate: '2026-10-01' }))],
      ['2026-12-07 12:00', async (d) => d.act('POST', `/v1/tasks/${await d.taskOf('C-28')}/claim`)],
    ],
    expected: [
      '2026-11-03 sent due-today by email to k1: 28',
      '2026-11-04 sent friendly by email to k1: 28',
      '2026-11-11 sent follow-up by email to k1: 28',
      '2026-11-24 sent demand by email to k1: 28',
      '2026-12-07 task call',
      '2027-01-04 task approve-agency',
    ],
  },
  {
    case: '29: under a plan only the missed instalment is chased; in default all of it',
    customerId: 'C-29',
    steps: [
      ['2026-11-02 10:08', (d) => d.erp(c('C-29'), inv('29a', '2026-12-01'), inv('29b', '2026-12-01'))],
      [
        '2026-12-03 11:20',
        (d) =>
          d.act('POST', '/v1/customers/C-29/payment-plans', {
            invoiceIds: ['29a', '29b'],
            instalments: [
              { date: '2026-12-14', amount: '820.00' },
              { date: '2027-01-14', amount: '800.00' },
              { date: '2027-02-15', amount: '800.00' },
            ],
          }),
      ],
      ['2026-12-14 12:00', (d) => d.erp(money('C-29', '2026-12-14', { '29a': '820.00' }))],
      ['2027-01-18 12:00', (d) => d.erp(money('C-29', '2027-01-18', { '29b': '800.00' }))],
    ],
    expected: [
      '2026-11-24 sent courtesy by email to k1: 29a 29b',
      '2026-12-01 sent due-today by email to k1: 29a 29b',
      '2026-12-02 sent friendly by email to k1: 29a 29b',
      '2026-12-03 announced plan.started',
      '2027-01-15 announced plan.judged missed',
      '2027-01-15 task call',
      '2027-01-18 announced plan.judged active',
      '2027-02-16 announced plan.judged missed',
      '2027-02-23 announced plan.judged defaulted',
      '2027-02-23 sent follow-up by email to k1: 29a 29b',
    ],
  },
  {
    case: '31: the end of a case is announced once, though the payment comes twice',
    customerId: 'C-31',
    steps: [
      ['2026-11-02 10:09', (d) => d.erp(c('C-31'), inv('31', '2026-12-01'))],
      [
        '2026-12-10 12:10',
        async (d) => {
          const payment = money('C-31', '2026-12-10', { '31': '1210.00' });
          await d.erp(payment, payment);
          await d.erp(payment);
        },
      ],
      [
        '2026-12-11 12:00',
        (d) => d.erp(reversed({ customerId: 'C-31', paymentId: 'P-C-31-2026-12-10', reversedOn: '2026-12-11' })),
      ],
      ['2026-12-15 12:00', (d) => d.erp(money('C-31', '2026-12-15', { '31': '1210.00' }))],
    ],
    expected: [
      '2026-11-24 sent courtesy by email to k1: 31',
      '2026-12-01 sent due-today by email to k1: 31',
      '2026-12-02 sent friendly by email to k1: 31',
      '2026-12-09 sent follow-up by email to k1: 31',
      '2026-12-10 announced invoice.settled 31 paid',
      '2026-12-10 sent thank-you by email to k1: 31',
      '2026-12-15 announced invoice.settled 31 paid',
      '2026-12-15 sent thank-you by email to k1: 31',
    ],
  },
];

/** The provider refuses the composed message for now; the customer disputes one of its invoices before the next try. */
async function disputeWhileComposed(d: ServicesDiary): Promise<void> {
  const refused = () =>
    d.outside.requests().filter(({ to, outcome }) => to[0] === 'k1@c-15.example' && isRefusal(outcome));
  d.misbehaves({ kind: 'fail', status: 429, retryAfterSeconds: 60, to: ['k1@c-15.example'], next: 1 });
  const [next] = await d.query<{ at: Date }>(`SELECT next_action_at AS at FROM invoice WHERE invoice_id = '15a'`);
  await d.pass((next?.at.getTime() ?? 0) - d.clock.now());
  // Not until all is quiet: the provider's pause of a minute is to be used.
  while (refused().length === 0) await d.pass(15_000);
  await d.act('POST', '/v1/invoices/15a/disputes', { reason: 'two boxes are missing', category: 'quantity' });
  expect(refused()).toHaveLength(1);
}

const isRefusal = (outcome: { readonly kind: string; readonly status?: number }) => outcome.status === 429;

let diary: ServicesDiary;
beforeAll(async () => {
  diary = await ServicesDiary.start('2026-11-02 09:30');
  await playDiaries(diary, CASES, '2027-02-26 12:00');
});
afterAll(() => diary?.close());

test.each(CASES.map((each) => [each.case, each] as const))('%s', async (_, { customerId, expected }) => {
  const [first = ''] = expected;
  const lines = await diary.happenedTo(customerId);
  expect(lines.filter((line) => line >= first)).toEqual(expected);
});

test('28: the call that a collector had is offered to everybody on the day after its last one', async () => {
  const [task] = await diary.query(
    `
      SELECT t.overdue_noted_at::date::text AS on, t.claimed_by AS with
      FROM task t
      JOIN customer c ON c.id = t.customer_id
      WHERE c.customer_id = 'C-28' AND t.kind = 'call'`,
  );
  expect(task).toEqual({ on: '2026-12-11', with: null });
});

test('15: the total is that of the invoice that is left', async () => {
  const [row] = await diary.query<{ totals: unknown }>(
    `
      SELECT m.totals
      FROM message m
      JOIN customer c ON c.id = m.customer_id
      WHERE c.customer_id = 'C-15' AND m.template = 'friendly' AND m.state = 'sent'`,
  );
  expect(row?.totals).toMatchObject([{ currency: 'EUR', openMinor: '50000' }]);
});

test('each message and each task is announced once', async () => {
  const announced = (await diary.announced()).map(({ type }) => type);
  const count = (type: string) => announced.filter((each) => each === type).length;
  const [rows] = await diary.query<{ sent: number; opened: number }>(
    `
      SELECT
        (SELECT count(*)::int FROM message WHERE state = 'sent') AS sent,
        (SELECT count(*)::int FROM task) AS opened`,
  );
  expect({ sent: count('puntual.contact.sent.v1'), opened: count('puntual.task.opened.v1') }).toEqual(rows);
});

test('the audit of these months is sealed and verifies, and one byte that is changed is named', async () => {
  await until('the audit is sealed', async () => (await verify(1)).unsealed.events === 0);
  expect(await auditFaults()).toEqual([]);
  const [event] = await diary.query<{ id: string }>(
    `
      UPDATE audit_event
      SET actor = actor || '.'
      WHERE id = (SELECT max(id::text)::uuid FROM audit_event WHERE kind = 'message.sent')
      RETURNING id`,
  );
  expect(await auditFaults()).toMatchObject([{ code: 'changed', eventId: event?.id }]);
});

const verify = async (from: number) =>
  (await diary.act('GET', `/v1/audit/verify?from=${from}`, undefined, 'administrator')) as unknown as AuditReportView;

async function auditFaults(): Promise<AuditReportView['faults']> {
  const faults: AuditReportView['faults'] = [];
  for (let from: number | null = 1; from !== null;) {
    const report: AuditReportView = await verify(from);
    faults.push(...report.faults);
    from = report.nextBlock;
  }
  return faults;
}
