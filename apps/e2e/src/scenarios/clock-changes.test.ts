import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Client } from 'pg';
import { issueCredential } from '@puntual/casework/access/credentials';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { publishPolicy } from '@puntual/casework/policies/publish-policy';
import { saveDraft } from '@puntual/casework/policies/save-draft';
import { addDays, instantAt, localDate, localMinute, weekday } from '@puntual/domain/calendar/dates';
import { WRITTEN_NOTICES } from '@puntual/domain/policy/written-notices';
import { customer, issued } from '@puntual/testing/builders/events';
import type { OutboxItemSummary } from '@puntual/sandbox/outside/outbox-routes';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { startStack, type Stack } from '@puntual/sandbox/stack';
import { startTimeSkipping } from '@puntual/testing/time-skipping/start-time-skipping';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { breachesInDatabase, breachesInOutbox } from '../support/invariants.ts';
import { outboxItems } from '../support/outbox-items.ts';
import { untilQuiet } from '@puntual/testing/database/until-idle';
import { minuteOfDay } from '@puntual/domain/policy/vocabulary';

// docs/faults.md, F24, on real processes, Postgres and the time-skipping server: two organizations collect from the
// same customers in three zones over both changes of each clock. The clock jumps from one planned instant to the next,
// so its readings are exact.
const FIRST_DAY = '2026-02-23';
const LAST_DAY = '2026-11-09';
/**
 * The Sundays on which clocks change in 2026: at 02:00 and 03:00 in Madrid, at 02:00 in New York, at midnight in
 * Santiago.
 */
const CHANGES = [
  { timeZone: 'America/New_York', country: 'US', on: '2026-03-08' },
  { timeZone: 'Europe/Madrid', country: 'ES', on: '2026-03-29' },
  { timeZone: 'America/Santiago', country: 'CL', on: '2026-04-05' },
  { timeZone: 'America/Santiago', country: 'CL', on: '2026-09-06' },
  { timeZone: 'Europe/Madrid', country: 'ES', on: '2026-10-25' },
  { timeZone: 'America/New_York', country: 'US', on: '2026-11-01' },
] as const;
/** Good Friday is the only holiday of the three countries among the days with planned steps. */
const GOOD_FRIDAY = '2026-04-03';

interface House {
  readonly slug: string;
  readonly timeZone: string;
  readonly country: string;
  readonly window: readonly [string, string];
  readonly calendar: Readonly<Record<string, unknown>>;
  readonly lateAfter: number;
  /** Days between the change and the due dates. */
  readonly dueFrom: readonly number[];
  /** The day on which a message planned for `date` leaves. */
  leavesOn(date: string): string;
}

/** Sends at night, every day: its windows contain the hours that clocks skip and repeat. */
const NIGHTS: House = {
  slug: 'noches',
  timeZone: 'America/Santiago',
  country: 'CL',
  window: ['00:30', '03:30'],
  calendar: { weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: 'none', roll: 'none' },
  lateAfter: 1,
  dueFrom: [-1, 0],
  leavesOn: (date) => date,
};
/**
 * Sends in office hours, Monday to Friday, not on holidays: messages for the Sunday of the change, or for Good Friday,
 * leave on Monday.
 */
const OFFICE: House = {
  slug: 'oficina',
  timeZone: 'Europe/Madrid',
  country: 'ES',
  window: ['09:00', '17:30'],
  calendar: { holidays: 'debtor-country' },
  lateAfter: 3,
  dueFrom: [-3, 2],
  leavesOn: (date) => (weekday(date) > 5 || date === GOOD_FRIDAY ? OFFICE.leavesOn(addDays(date, 1)) : date),
};
const HOUSES = [NIGHTS, OFFICE] as const;

/** One customer with one invoice; both organizations use the same ids for the same number. */
interface Chase {
  readonly house: House;
  readonly timeZone: string;
  readonly country: string;
  readonly customerId: string;
  readonly invoiceId: string;
  readonly dueOn: string;
}
const chases: readonly Chase[] = HOUSES.flatMap((house) =>
  CHANGES.flatMap(({ timeZone, country, on }, change) =>
    house.dueFrom.map((days, index): Chase => ({
      house,
      timeZone,
      country,
      customerId: `C-${change}-${index}`,
      invoiceId: `INV-${change}-${index}`,
      dueOn: addDays(on, days),
    })),
  ),
);

interface SentRow {
  readonly slug: string;
  readonly invoice_id: string;
  readonly template: string;
  readonly section: string;
  readonly composed_at: Date;
  readonly message: string;
}

let temporal: TestWorkflowEnvironment;
let data: TestDatabase;
let stack: Stack;
let api: Stack | null = null;
let home: string;
let owner: Client;
let offsetMs: number;
let sent: SentRow[];
let items: OutboxItemSummary[];
const organizations = new Map<string, string>();

beforeAll(async () => {
  const brokers = process.env.PUNTUAL_TEST_KAFKA;
  if (!brokers)
    throw new Error('PUNTUAL_TEST_KAFKA is not set: run `npm test`, or `npm run services` and use what it prints');
  home = await mkdtemp(join(tmpdir(), 'puntual-clocks-'));
  temporal = await startTimeSkipping();
  data = await withTestDatabase();
  owner = new Client({ connectionString: data.ownerUrl });
  await owner.connect();
  const [realMs, virtualMs] = [await temporal.currentTimeMs(), Date.parse(`${FIRST_DAY}T00:00:00Z`)];
  offsetMs = virtualMs - realMs;
  await owner.query('INSERT INTO platform_clock (id, real_ms, virtual_ms, speed) VALUES (1, $1, $2, 1)', [
    realMs,
    virtualMs,
  ]);
  for (const house of HOUSES) await openHouse(house, virtualMs);
  const root = process.env.PUNTUAL_PLANTED_ROOT;
  const common = {
    log: () => undefined,
    urls: data.urls,
    brokers,
    temporalAddress: temporal.address,
    topicPrefix: `clocks-${randomUUID().slice(0, 8)}.`,
    organization: OFFICE.slug,
    ...(root ? { root } : {}),
    env: { LOG_LEVEL: 'warn', PUNTUAL_MESSAGE_WINDOW: '0s' },
  };
  stack = await startStack({ ...common, home, only: ['outbox', 'ingest', 'worker'] });
  await stack.ready();
  await liveThroughIt();
  api = await startStack({ ...common, home: join(home, 'api'), only: ['api'] });
  await api.ready();
  sent = await rowsOf<SentRow>(`
    SELECT o.slug, i.invoice_id, m.template, mi.section, m.composed_at, m.id::text AS message
    FROM message m
    JOIN organization o ON o.id = m.organization_id
    JOIN message_invoice mi ON mi.message_id = m.id
    JOIN invoice i ON i.id = mi.invoice_id
    ORDER BY m.composed_at`);
  items = await outboxItems(stack.outboxUrl);
}, 900_000);

afterAll(async () => {
  await api?.stop();
  await stack?.stop();
  await owner?.end();
  await data?.close();
  await temporal?.teardown();
  await rm(home, { recursive: true, force: true });
});

const rowsOf = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  (await owner.query<Row>(sql, [...values])).rows;
const addressOf = ({ house, customerId }: Chase) => `${customerId.toLowerCase()}@${house.slug}.example`;

async function openHouse(house: House, now: number): Promise<void> {
  const { slug, timeZone, country } = house;
  const organizationId = await ensureOrganization(data.ownerUrl, {
    slug,
    timeZone,
    country,
    email: `cobros@${slug}.example`,
  });
  organizations.set(slug, organizationId);
  const actor = { organizationId, slug, name: 'test', role: 'administrator' as const };
  const document = {
    key: `${slug}-rules`,
    name: { en: slug, es: slug },
    calendar: { window: house.window, ...house.calendar },
    contact: { minDaysBetween: 1, channels: ['email'] },
    steps: [
      { id: 'courtesy', day: -1, stage: 'courtesy', do: 'send', template: 'courtesy' },
      { id: 'due-today', day: 0, stage: 'courtesy', do: 'send', template: 'due-today' },
      { id: 'friendly', day: house.lateAfter, stage: 'friendly', do: 'send', template: 'friendly' },
    ],
  };
  expect(await saveDraft(data.database, actor, document, now)).toMatchObject({ result: 'saved' });
  expect(
    await publishPolicy(data.database, actor, { key: document.key, mode: 'new-only', templates: WRITTEN_NOTICES }, now),
  ).toMatchObject({ result: 'published' });
  const events = chases
    .filter((chase) => chase.house === house)
    .flatMap((chase) => [
      customer(
        {
          customerId: chase.customerId,
          timeZone: chase.timeZone,
          country: chase.country,
          contacts: [{ contactId: 'k1', name: 'Ana', email: addressOf(chase), channels: ['email'] }],
        },
        { org: slug, id: `${chase.customerId}/known` },
      ),
      issued(
        {
          invoiceId: chase.invoiceId,
          customerId: chase.customerId,
          issueDate: FIRST_DAY,
          dueDate: chase.dueOn,
          policy: document.key,
        },
        { org: slug, id: `${chase.invoiceId}/issued` },
      ),
    ]);
  const verdicts = await takeEvents(data.database, slug, events, new Date(now));
  expect(verdicts.filter(({ verdict }) => verdict !== 'accepted')).toEqual([]);
}

// Runs from one planned instant to the next; the clock only moves when no work remains.
async function liveThroughIt(): Promise<void> {
  const now = async () => (await temporal.currentTimeMs()) + offsetMs;
  const end = Date.parse(`${LAST_DAY}T00:00:00Z`);
  for (;;) {
    await untilQuiet(owner, now);
    if ((await rowsOf(`SELECT 1 FROM step WHERE state = 'requested' LIMIT 1`)).length > 0) continue;
    const [next] = await rowsOf<{ at: Date | null }>(
      `SELECT min(next_action_at) AS at FROM invoice WHERE case_state = 'running'`,
    );
    if (!next?.at || next.at.getTime() >= end) return;
    await temporal.sleep(Math.max(1, next.at.getTime() - (await now())));
  }
}

const planned = chases.flatMap((chase) => [
  { chase, template: 'courtesy', on: chase.house.leavesOn(addDays(chase.dueOn, -1)) },
  { chase, template: 'due-today', on: chase.house.leavesOn(chase.dueOn) },
  { chase, template: 'friendly', on: chase.house.leavesOn(addDays(chase.dueOn, chase.house.lateAfter)) },
]);
const chaseOf = (row: Pick<SentRow, 'slug' | 'invoice_id'>): Chase => {
  const found = chases.find(({ house, invoiceId }) => house.slug === row.slug && invoiceId === row.invoice_id);
  if (!found) throw new Error(`nobody chases ${row.slug} ${row.invoice_id}`);
  return found;
};

test("every message leaves on its own day by the debtor's calendar, and none leaves twice", async () => {
  const line = (slug: string, invoiceId: string, template: string, on: string) =>
    `${slug} ${invoiceId} ${template} ${on}`;
  const left = sent.map((row) =>
    line(row.slug, row.invoice_id, row.template, localDate(row.composed_at.getTime(), chaseOf(row).timeZone)),
  );
  expect([...left].sort()).toEqual(
    planned.map(({ chase, template, on }) => line(chase.house.slug, chase.invoiceId, template, on)).sort(),
  );
  expect(items).toHaveLength(planned.length);
  // These organizations have windows of their own, which are checked below.
  expect(await breachesInDatabase(data.ownerUrl, 24 * 3_600_000)).toEqual([]);
  expect(await breachesInOutbox(data.ownerUrl, () => Promise.resolve(items))).toEqual([]);
});

test("every message leaves inside the window of the debtor's own zone, in the nights of the changes too", () => {
  const outside = sent.filter((row) => {
    const { house, timeZone } = chaseOf(row);
    const minute = localMinute(row.composed_at.getTime(), timeZone);
    return minute < minuteOfDay(house.window[0]) || minute >= minuteOfDay(house.window[1]);
  });
  expect(outside).toEqual([]);
  // Each change's own night was covered.
  const changeNights = CHANGES.filter(({ timeZone, on }) =>
    sent.some((row) => chaseOf(row).timeZone === timeZone && localDate(row.composed_at.getTime(), timeZone) === on),
  );
  expect(changeNights).toHaveLength(CHANGES.length);
});

test('on its due day an invoice is not late, from 00:00 to 23:59 where the debtor is', () => {
  for (const row of sent) {
    const { dueOn, timeZone } = chaseOf(row);
    const [dayBegins, dayEnds] = [instantAt(dueOn, 0, timeZone), instantAt(addDays(dueOn, 1), 0, timeZone)];
    const at = row.composed_at.getTime();
    if (at >= dayBegins && at < dayEnds) expect([row.invoice_id, row.section]).toEqual([row.invoice_id, 'upcoming']);
    if (row.section === 'overdue') expect(at).toBeGreaterThanOrEqual(dayEnds);
  }
});

test("neither organization sees the other's messages or invoices, and each mail goes to its own customer", async () => {
  for (const house of HOUSES) {
    const other = HOUSES.find((each) => each !== house) ?? house;
    const { token } = await issueCredential(data.database, {
      organizationId: organizations.get(house.slug) ?? '',
      kind: 'api-key',
      role: 'administrator',
      name: 'test',
    });
    const get = async (path: string) =>
      fetch(`${api?.apiUrl ?? ''}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const own = sent.filter(({ slug }) => slug === house.slug).map(({ message }) => message);
    const listed = ((await (await get('/v1/messages?limit=200')).json()) as { items: { id: string }[] }).items.map(
      ({ id }) => id,
    );
    expect([...listed].sort()).toEqual([...new Set(own)].sort());
    const foreign = sent.find(({ slug }) => slug === other.slug)?.message ?? '';
    for (const path of ['', '/content']) expect((await get(`/v1/messages/${foreign}${path}`)).status).toBe(404);
    const due = (
      (await (await get('/v1/invoices?limit=200')).json()) as { items: { invoiceId: string; dueDate: string }[] }
    ).items.map(({ invoiceId, dueDate }) => `${invoiceId} ${dueDate}`);
    expect([...due].sort()).toEqual(
      chases
        .filter((chase) => chase.house === house)
        .map(({ invoiceId, dueOn }) => `${invoiceId} ${dueOn}`)
        .sort(),
    );
  }
  const strays = items.filter(({ to, tags }) =>
    to.some((address) => !address.endsWith(`@${tags.find(({ name }) => name === 'org')?.value ?? ''}.example`)),
  );
  expect(strays).toEqual([]);
});
