import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { addDays, instantAt, localDate } from '@puntual/domain/calendar/dates';
import { customer, issued } from '@puntual/testing/builders/events';
import { until } from '@puntual/testing/until';
import { ServicesDiary } from '../testing/services-diary.ts';

jest.setTimeout(900_000);

/** Where a clock changes: the promise's grace, the instalment and the dispute's deadline end on that Sunday. */
interface Change {
  readonly zone: 'Europe/Madrid' | 'America/New_York';
  readonly country: string;
  readonly on: string;
}
const KINDS = ['promise', 'plan', 'dispute', 'pause'] as const;
type Kind = (typeof KINDS)[number];

const SEASONS = [
  {
    season: 'autumn',
    changes: [
      { zone: 'Europe/Madrid', country: 'ES', on: '2026-10-25' },
      { zone: 'America/New_York', country: 'US', on: '2026-11-01' },
    ],
  },
  {
    season: 'spring',
    changes: [
      { zone: 'America/New_York', country: 'US', on: '2027-03-14' },
      { zone: 'Europe/Madrid', country: 'ES', on: '2027-03-28' },
    ],
  },
] as const satisfies readonly { season: string; changes: readonly Change[] }[];

const nameOf = ({ country }: Change, kind: Kind) => `${country}-${kind}`;

/** What is said before anything is due, on the Tuesday twelve days before the change. */
async function agree(diary: ServicesDiary, change: Change, kind: Kind): Promise<unknown> {
  const id = nameOf(change, kind);
  switch (kind) {
    case 'promise':
      return diary.act('POST', `/v1/invoices/${id}/promises`, { date: addDays(change.on, -2) });
    case 'plan':
      return diary.act('POST', `/v1/customers/${id}/payment-plans`, {
        invoiceIds: [id],
        instalments: [
          { date: change.on, amount: '610.00' },
          { date: addDays(change.on, 30), amount: '600.00' },
        ],
      });
    case 'dispute':
      return diary.act('POST', `/v1/invoices/${id}/disputes`, {
        reason: 'two boxes are missing',
        category: 'quantity',
        deadline: change.on,
      });
    case 'pause':
      return diary.act('POST', `/v1/invoices/${id}/holds`, { reason: 'asked by sales', until: change.on });
  }
}

/** What becomes of it on the day after the change, and not before. */
const BECOMES: Readonly<Record<Kind, RegExp>> = {
  promise: /announced promise.judged broken$/,
  plan: /announced plan.judged missed$/,
  dispute: /task dispute-overdue$/,
  pause: /sent .* by email/,
};

describe.each(SEASONS)('in $season, on the day on which the clock changes', ({ changes }) => {
  let diary: ServicesDiary;
  const judgedAt = new Map<string, number>();

  beforeAll(async () => {
    diary = await ServicesDiary.start(`${addDays(changes[0].on, -14)} 09:30`, { restarts: true });
    for (const change of changes) {
      await diary.until(diary.instant(`${addDays(change.on, -12)} 12:00`));
      for (const kind of KINDS) await open(change, kind);
      const [dayEnds, dayAfter] = [1, 2].map((days) => instantAt(addDays(change.on, days), 0, change.zone));
      await diary.until((dayEnds ?? 0) - 60_000);
      for (const kind of KINDS) expect([kind, await happened(change, kind)]).toEqual([kind, []]);
      await whileNobodyWorks(change);
      await diary.until((dayAfter ?? 0) - 60_000);
    }
  });
  afterAll(() => diary?.close());

  async function open(change: Change, kind: Kind): Promise<void> {
    const id = nameOf(change, kind);
    const where = { timeZone: change.zone, country: change.country, language: 'en', taxId: undefined };
    const dates = { issueDate: addDays(change.on, -40), dueDate: addDays(change.on, -13) };
    await diary.erp(customer({ customerId: id, ...where }), issued({ invoiceId: id, customerId: id, ...dates }));
    await agree(diary, change, kind);
  }

  async function happened(change: Change, kind: Kind): Promise<string[]> {
    const lines = await diary.happenedTo(nameOf(change, kind));
    return lines.filter((line) => BECOMES[kind].test(line)).map((line) => line.slice(0, 10));
  }

  // The workers are away when the cases should wake, and others take over.
  async function whileNobodyWorks(change: Change): Promise<void> {
    const ids = KINDS.map((kind) => nameOf(change, kind));
    const rows = await diary.query<{ at: Date }>(
      'SELECT next_action_at AS at FROM invoice WHERE invoice_id = ANY($1) ORDER BY 1',
      [ids],
    );
    const first = rows[0]?.at.getTime() ?? 0;
    for (const [index, { at }] of rows.entries()) judgedAt.set(`${change.country} ${index}`, at.getTime());
    await diary.until(first - 60_000);
    await diary.stopWorkers();
    const passing = diary.pass(120_000);
    await until('a timer ends while nobody works', async () => {
      const ended = await Promise.all(ids.map((id) => diary.hasUnhandledTimer(id)));
      return ended.some(Boolean);
    });
    await diary.startWorkers();
    await passing;
  }

  const rows = changes.flatMap((change) => KINDS.map((kind) => [change.zone, change.on, kind, change] as const));
  test.each(rows)('%s, %s: the %s ends with that day', async (_zone, _on, kind, change) => {
    const day = addDays(change.on, 1);
    const [first] = await happened(change, kind);
    expect(first).toBe(day);
    const lines = await diary.happenedTo(nameOf(change, kind));
    const silent = lines.filter((line) => line.includes(' sent ') && line.slice(0, 10) <= change.on);
    expect(silent).toEqual([]);
    expect([...judgedAt.values()].every((at) => at > 0)).toBe(true);
    expect(localDate(judgedAt.get(`${change.country} 0`) ?? 0, change.zone)).toBe(day);
  });
});
