import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readAgencyAccount } from '@puntual/casework/agencies/agency-account';
import { renewSecret, saveAgency, type AgencyInput } from '@puntual/casework/agencies/agencies';
import { openHold } from '@puntual/casework/people/holds';
import { recallPlacedDebt, settleUnknownTelling } from '@puntual/casework/people/placements';
import { placeAgain } from '@puntual/casework/people/place-again';
import { takeBackCollection } from '@puntual/casework/people/take-back-collection';
import { newId } from '@puntual/db/ids';
import { agencyTermsSchema } from '@puntual/domain/agencies/agency-terms';
import { agencySecret } from '@puntual/platform/agency-signature';
import { clockOf } from '@puntual/platform/clock';
import { startFakeAgency, type FakeAgency } from '@puntual/testing/worlds/fake-agency';
import { agencyReported, customer, issued, paid } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { agencyAdapters } from '../channels/agencies.ts';
import type { EmailMessage } from '../channels/email.ts';
import { BROKEN_RULES } from '../testing/ledger-invariants.ts';
import { placementActivities } from './placements.ts';

const KEY = 'k'.repeat(40);
const NOW = at('2027-02-10 12:00');
let db: TestDatabase;
let fake: FakeAgency;
let world: CaseWorld;

beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  fake = await startFakeAgency();
  world = new CaseWorld(db.database, await freshOrganization(db));
});
afterEach(() => fake.close());

const mails: EmailMessage[] = [];
/** What the mail provider answers; null: it sends the mail. */
let mailAnswer: 'ambiguous' | 'refused' | null = null;
const mail = {
  deliver: async (message: EmailMessage) => {
    mails.push(message);
    return mailAnswer === null
      ? ({ kind: 'sent', providerId: 'm-1', by: 'answer' } as const)
      : { kind: mailAnswer, error: mailAnswer };
  },
};

async function anAgency(terms: object = {}, more: Partial<AgencyInput> = {}) {
  const input: AgencyInput = {
    name: 'Cobra',
    adapter: 'http',
    address: fake.url,
    position: 1,
    state: 'active',
    terms: agencyTermsSchema.parse(terms),
    ...more,
  };
  const saved = await saveAgency(db.database, world.actor, { key: 'cobra', revision: null, input }, NOW);
  if (saved.result !== 'saved') throw new Error(saved.result);
  const renewed = await renewSecret(db.database, world.actor, 'cobra', NOW);
  fake.share(agencySecret(KEY, { agencyId: saved.agency.id, version: renewed?.secretVersion ?? 0 }));
  return saved.agency;
}

/** A debt of 1,210.00 whose hand-over to the agency a person has approved. */
async function approved(agencyId: string | null) {
  await world.take([customer(), issued()]);
  const placementId = newId();
  const { id } = await world.invoice();
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        INSERT INTO placement (id, organization_id, invoice_id, customer_id, state, open_minor, pack, pack_hash,
          proposed_at, agency_id)
        SELECT $1, organization_id, id, customer_id, 'approved', open_minor, '{}', 'hash', '2027-02-01', $3
        FROM invoice WHERE id = $2`,
      [placementId, id, agencyId],
    ),
  );
  await noteStep('agency', 'agency', 'done');
  return placementId;
}

/** Records a step of the case on 5 February 2027; its id is its stage. */
async function noteStep(stage: string, act: string, state: string): Promise<void> {
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", stage, state, requested_at,
          changed_on)
        SELECT gen_random_uuid(), organization_id, id, customer_id, $2, $3, $2, $4, '2027-02-05', '2027-02-05'
        FROM invoice WHERE organization_id = $1`,
      [world.organization.id, stage, act, state],
    ),
  );
}

/** What the case does until it sleeps or closes, with its activities tried `tries` times each. */
async function run(now = NOW, tries = 25): Promise<string[]> {
  const hosts = { AGENCY_HOSTS: [fake.host], PUNTUAL_SECRETS_KEY: KEY };
  const none = { place: () => Promise.reject(new Error('none')), recall: () => Promise.reject(new Error('none')) };
  const channels = { agency: none, agencies: agencyAdapters(hosts, mail) };
  const activities = placementActivities(
    db.database,
    clockOf(null, () => now),
    channels,
  );
  const { id } = await world.invoice();
  const ref = { organizationId: world.organization.id, slug: world.organization.slug, invoiceRowId: id };
  const did: string[] = [];
  for (let count = 0; count < 10; count++) {
    const step = await world.evaluate(now);
    did.push(...step.did);
    if (step.kind === 'closed' || step.kind === 'sleep') return did;
    did.push(step.kind);
    const act = step.kind === 'place-with-agency' ? activities.placeWithAgency : activities.recallPlacement;
    for (let each = 1; each <= tries; each++)
      try {
        await act(ref, step.placementId, now);
        break;
      } catch {
        if (each === tries) return [...did, 'still trying'];
      }
  }
  return [...did, 'never sleeps'];
}

const placement = () =>
  world.one('SELECT state, agency_ref, ended_because FROM placement ORDER BY proposed_at DESC LIMIT 1');
const announced = async () =>
  (await world.outbox('collections-event'))
    .map(({ payload }) => String((payload as { type: string }).type))
    .filter((type) => type.startsWith('puntual.placement.'));
const reviews = () =>
  world.query(`SELECT reason FROM task WHERE kind = 'review-case' AND state <> 'done' ORDER BY opened_at`);
const paying = (amount: string, paymentId = 'P-1') =>
  world.take(
    [paid({ paymentId, amount, receivedOn: '2027-02-10', allocations: [{ invoiceId: 'INV-1', amount }] })],
    NOW,
  );

describe('handing a debt over by HTTP', () => {
  it('is signed, has one key, the files of the pack, and the agency’s reference', async () => {
    await approved((await anAgency()).id);
    expect(await run()).toEqual(['place-with-agency']);
    expect(await placement()).toEqual({ state: 'placed', agency_ref: 'AG-1', ended_because: null });
    const [got] = fake.requests;
    expect(got).toMatchObject({ method: 'POST', path: '/placements', isSigned: true });
    const files = await world.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM placement_file');
    expect(files.map(({ name }) => name)).toEqual(['pack.json', 'hashes.txt']);
    expect(await announced()).toEqual(['puntual.placement.placed.v1']);
    expect(await run()).toEqual([]);
  });

  it.each([
    ['an answer that never came, and it has the debt', ['silent'], 1],
    ['an answer that never came, and it has nothing', ['silent-deaf'], 1],
    ['errors of its server', [500, 503, 502, 503], 1],
    ['too many requests', [429], 1],
    ['a yes without a reference', ['no-reference'], 1],
  ] as const)('survives %s: it has the debt once', async (_name, how, debts) => {
    const placementId = await approved((await anAgency()).id);
    fake.misbehave(...how);
    expect(await run()).toEqual(['place-with-agency']);
    expect(await placement()).toMatchObject({ state: 'placed', agency_ref: 'AG-1' });
    expect(fake.debts.size).toBe(debts);
    const posts = fake.requests.filter(({ method }) => method === 'POST');
    expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
    expect(new Set(posts.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect([...fake.debts.keys()]).toEqual([placementId]);
  });

  it('ends with a person when the agency refuses it, who tells it again', async () => {
    await approved((await anAgency()).id);
    fake.misbehave(422);
    expect(await run()).toEqual(['place-with-agency', 'asked a person: agency-not-reached']);
    expect(await reviews()).toEqual([{ reason: 'agency-not-reached' }]);
    const { id } = await world.one<{ id: string }>(`SELECT id FROM task WHERE kind = 'review-case'`);
    await world.complete(id, { outcome: 'chase' }, NOW);
    expect(await run()).toEqual(['place-with-agency']);
    expect(await placement()).toMatchObject({ state: 'placed' });
  });

  it('ends with a person after twenty tries without an answer, who says that it arrived', async () => {
    const placementId = await approved((await anAgency()).id);
    fake.misbehave(...Array.from({ length: 60 }, () => 'silent-deaf' as const));
    expect(await run()).toEqual(['place-with-agency', 'asked a person: agency-not-reached']);
    const said = { placementId, arrived: true, reference: 'by telephone' };
    expect(await settleUnknownTelling(db.database, world.actor, said, NOW)).toBe('done');
    expect(await placement()).toMatchObject({ state: 'placed', agency_ref: 'by telephone' });
    expect(await run()).toEqual([]);
    expect(await reviews()).toEqual([]);
  });

  it('does not happen when the debt was paid after a try that nobody answered, and it has nothing', async () => {
    await approved((await anAgency()).id);
    fake.misbehave('silent-deaf');
    expect(await run(NOW, 1)).toEqual(['place-with-agency', 'still trying']);
    await paying('1210.00');
    // The rules close the case first; the hand-over that nobody got is rejected with it.
    await run();
    expect(fake.debts.size).toBe(0);
    expect(await placement()).toMatchObject({ state: 'rejected' });
  });

  it('is called back when the debt was paid after a try that nobody answered, and it has it', async () => {
    await approved((await anAgency()).id);
    fake.misbehave('silent');
    expect(await run(NOW, 1)).toEqual(['place-with-agency', 'still trying']);
    await paying('1210.00');
    expect((await run()).slice(0, 2)).toEqual(['place-with-agency', 'recall-placement']);
    expect(fake.debts.size).toBe(0);
    expect(await placement()).toMatchObject({ state: 'recalled', ended_because: 'settled' });
  });

  it('is called back when the debt was paid while a slow agency had not answered yet', async () => {
    await approved((await anAgency()).id);
    fake.misbehave('slow');
    const running = run();
    await until('the agency has the debt', () => fake.debts.size === 1);
    await paying('1210.00');
    expect(fake.answerSlow()).toBe(1);
    const did = [...(await running), ...(await run())];
    expect(did.filter((each) => each.includes('placement') || each.includes('place'))).toEqual([
      'place-with-agency',
      'recall-placement',
    ]);
    expect(fake.debts.size).toBe(0);
    expect(await placement()).toMatchObject({ state: 'recalled', ended_because: 'settled' });
    expect(await announced()).toEqual(['puntual.placement.placed.v1', 'puntual.placement.recalled.v1']);
  });

  it('to an agency that says yes and took nothing shows at the recall, with a task for a person', async () => {
    const placementId = await approved((await anAgency()).id);
    fake.misbehave('lying');
    expect(await run()).toEqual(['place-with-agency']);
    expect(await placement()).toMatchObject({ state: 'placed', agency_ref: 'AG-NEVER' });
    expect(await recallPlacedDebt(db.database, world.actor, { placementId, reason: 'x' }, NOW)).toBe('done');
    expect(await run()).toEqual(['recall-placement', 'asked a person: agency-not-reached']);
    expect(fake.debts.size).toBe(0);
  });

  it('is known to be there when the agency reports of it, although no answer came', async () => {
    await approved((await anAgency()).id);
    fake.misbehave('silent');
    expect(await run(NOW, 1)).toEqual(['place-with-agency', 'still trying']);
    const report = agencyReported({ reference: 'AG-9' }, { id: 'r-1', source: '/agencies/cobra' });
    expect(await world.take([report], NOW)).toEqual([{ verdict: 'accepted' }]);
    expect(await placement()).toMatchObject({ state: 'placed', agency_ref: 'AG-9' });
    expect(await run()).toEqual([]);
  });

  it('waits until the days of the last letter have run, and asks a person when none was sent', async () => {
    await approved((await anAgency({ lastLetterDays: 10 })).id);
    expect(await run()).toEqual(['asked a person: no-last-letter']);
    await noteStep('demand', 'send', 'sent');
    expect(await run(at('2027-02-15 12:00'))).toEqual([]);
    expect(fake.requests).toEqual([]);
    expect(await run(at('2027-02-16 12:00'))).toEqual(['place-with-agency']);
  });

  it('asks a person when no agency takes the debt', async () => {
    await anAgency({ countries: ['CL'] });
    await approved(null);
    expect(await run()).toEqual(['asked a person: agency-not-reached']);
  });
});

describe('handing a debt over by e-mail', () => {
  it('sends the pack, and an ambiguous answer asks a person at once', async () => {
    const agency = await anAgency({}, { adapter: 'email', address: 'desk@agency.example' });
    await approved(agency.id);
    mailAnswer = 'ambiguous';
    expect(await run()).toEqual(['place-with-agency', 'asked a person: agency-not-reached']);
    mailAnswer = null;
    const [sent] = mails.splice(0);
    expect(sent).toMatchObject({ recipients: [{ address: 'desk@agency.example' }], template: 'agency-placement' });
    expect(sent?.files?.map(({ name }) => name)).toEqual(['pack.json', 'hashes.txt']);
    expect(sent?.text).toContain('1210.00 EUR');
  });
});

describe('while the agency has the debt', () => {
  it('a payment and a dispute are told to it, once each', async () => {
    await approved((await anAgency()).id);
    await run();
    await paying('400.00');
    expect(await run()).toEqual(['told the agency what changed', 'place-with-agency']);
    const hold = { invoiceRowId: (await world.invoice()).id, kind: 'dispute', reason: 'x', untilOn: null } as const;
    await openHold(db.database, world.actor, hold, NOW);
    expect(await run()).toEqual(['told the agency what changed', 'place-with-agency']);
    expect(await run()).toEqual([]);
    expect(
      fake.requests.slice(1).map(({ path, body }) => [path.split('/').at(-1), body['open'], body['disputed']]),
    ).toEqual([
      ['changes', '810.00', false],
      ['changes', '810.00', true],
    ]);
  });

  it('a payment calls it back when the organization wants that, and a person says how it goes on', async () => {
    await approved((await anAgency({ onPayment: 'recall' })).id);
    await run();
    await paying('400.00');
    expect(await run()).toEqual([
      'told the agency what changed',
      'place-with-agency',
      'recall-placement',
      'asked a person: nothing-left',
    ]);
    expect(await placement()).toMatchObject({ state: 'recalled', ended_because: 'recalled' });
    expect(fake.debts.size).toBe(0);
    expect(await reviews()).toEqual([{ reason: 'nothing-left' }]);
  });

  it('a person calls it back once, and the recall is announced once', async () => {
    const placementId = await approved((await anAgency()).id);
    await run();
    const recall = () => recallPlacedDebt(db.database, world.actor, { placementId, reason: 'key account' }, NOW);
    expect([await recall(), await recall()]).toEqual(['done', 'asked']);
    expect(await run()).toEqual(['recall-placement', 'asked a person: nothing-left']);
    expect(await announced()).toEqual(['puntual.placement.placed.v1', 'puntual.placement.recalled.v1']);
    expect(await recallPlacedDebt(db.database, world.actor, { placementId, reason: 'again' }, NOW)).toBe('over');
  });

  it('a recall of a settled debt that nobody answers keeps the case open with a task', async () => {
    await approved((await anAgency()).id);
    await run();
    await paying('1210.00');
    fake.misbehave(...Array.from({ length: 60 }, () => 'silent-deaf' as const));
    expect(await run()).toEqual(['recall-placement', 'asked a person: agency-not-reached']);
  });
});

describe('what the agency reports', () => {
  const collected = (id: string, amount: string, on = '2027-02-10') =>
    agencyReported({ outcome: 'collected', amount, on }, { id, source: '/agencies/cobra' });

  it('of money pays the invoice in full, whatever it keeps, and is settled without a recall', async () => {
    const agency = await anAgency({ commissionPercent: '15' });
    await approved(agency.id);
    await run();
    await world.take([collected('r-1', '210.00'), collected('r-1', '210.00'), collected('r-2', '1000.00')], NOW);
    await world.take([collected('r-2', '1000.00')], NOW);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await db.database.inOrganization(world.organization.id, (tx) => readAgencyAccount(tx, agency.id))).toEqual([
      {
        currency: 'EUR',
        collectedMinor: 121_000n,
        keptMinor: 18_150n,
        billedMinor: 0n,
        paidOverMinor: 0n,
        owedMinor: 102_850n,
      },
    ]);
    await run();
    expect(await world.query(BROKEN_RULES)).toEqual([]);
    expect(await announced()).toEqual(['puntual.placement.placed.v1', 'puntual.placement.settled.v1']);
    expect(fake.requests.map(({ path }) => path)).toEqual(['/placements']);
  });

  it('as returned or uncollectable gives the case back to a person, announced once', async () => {
    await approved((await anAgency()).id);
    await run();
    const end = (outcome: 'returned' | 'uncollectable', id: string) =>
      agencyReported({ outcome, on: '2027-03-01' }, { id, source: '/agencies/cobra' });
    await world.take([end('returned', 'r-1'), end('uncollectable', 'r-2'), end('returned', 'r-1')], NOW);
    expect(await placement()).toMatchObject({ state: 'recalled', ended_because: 'uncollectable' });
    expect(await announced()).toEqual(['puntual.placement.placed.v1', 'puntual.placement.returned.v1']);
    expect(await run()).toEqual(['asked a person: nothing-left']);
  });

  it('as returned lets a person hand the debt over again, with approval and the agency of today', async () => {
    const first = await approved((await anAgency()).id);
    await run();
    expect(await placeAgain(db.database, world.actor, first, NOW)).toEqual({ result: 'not-over' });
    await world.take([agencyReported({ outcome: 'returned' }, { id: 'r-1', source: '/agencies/cobra' })], NOW);
    await run();
    const answers = await Promise.all([1, 2].map(() => placeAgain(db.database, world.actor, first, NOW)));
    expect(answers.map(({ result }) => result).sort()).toEqual(['done', 'not-over']);
    expect(await run()).toEqual([]);
    const { id } = await world.one<{ id: string }>(
      `SELECT id FROM task WHERE kind = 'approve-agency' AND state <> 'done'`,
    );
    expect(await world.complete(id, { outcome: 'approve' }, NOW)).toMatchObject({ result: 'done' });
    expect(await run()).toEqual(['place-with-agency']);
    expect(await placement()).toMatchObject({ state: 'placed', agency_ref: 'AG-2' });
  });

  it('comes to the same in every order, and however often each report arrives', async () => {
    const source = '/agencies/cobra';
    const reports = [
      agencyReported({ on: '2027-02-11', reference: 'AG-77' }, { id: 'r-1', source }),
      collected('r-2', '100.00', '2027-02-08'),
      collected('r-3', '33.33', '2027-02-09'),
      agencyReported({ outcome: 'returned', on: '2027-03-01' }, { id: 'r-4', source }),
      agencyReported({ outcome: 'uncollectable', on: '2027-03-02' }, { id: 'r-5', source }),
    ];
    const backwards = [...reports].reverse();
    const mixed = [3, 0, 4, 2, 1].flatMap((index) => reports[index] ?? []);
    const orders = [
      [...reports, ...reports],
      [...backwards, ...backwards],
      [...mixed, ...reports],
      reports.flatMap((report) => [report, report]),
    ];
    for (const arriving of orders) {
      world = new CaseWorld(db.database, await freshOrganization(db));
      const own = await anAgency({ commissionPercent: '12.5' });
      await approved(own.id);
      await run();
      // Some come together, the others one by one.
      await world.take(arriving.slice(0, 4), NOW);
      for (const report of arriving.slice(4)) await world.take([report], NOW);
      expect(await placement()).toEqual({ state: 'recalled', agency_ref: 'AG-77', ended_because: 'uncollectable' });
      expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 107_667n });
      expect(await world.query('SELECT kind, amount_minor FROM agency_entry ORDER BY amount_minor')).toEqual([
        { kind: 'commission', amount_minor: -1250n },
        { kind: 'commission', amount_minor: -417n },
        { kind: 'collected', amount_minor: 3333n },
        { kind: 'collected', amount_minor: 10_000n },
      ]);
      expect(await announced()).toEqual(['puntual.placement.placed.v1', 'puntual.placement.returned.v1']);
      expect(await run()).toContain('asked a person: nothing-left');
      expect(await world.query(BROKEN_RULES)).toEqual([]);
    }
  });

  it('of more than is open leaves the rest as a credit, and of another currency is refused', async () => {
    await approved((await anAgency()).id);
    await run();
    const other = agencyReported(
      { outcome: 'collected', amount: '5.00', currency: 'USD' },
      { id: 'r-1', source: '/agencies/cobra' },
    );
    expect(await world.take([other], NOW)).toMatchObject([{ verdict: 'rejected' }]);
    expect(await world.query('SELECT 1 FROM agency_report')).toEqual([]);
    await world.take([collected('r-2', '1300.00')], NOW);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect(await world.query('SELECT unallocated_minor FROM payment')).toEqual([{ unallocated_minor: 9000n }]);
    expect(await world.query(BROKEN_RULES)).toEqual([]);
  });

  it('of money that it had not collected is taken back, and the case goes on somewhere', async () => {
    const agency = await anAgency({ commissionPercent: '15' });
    const placementId = await approved(agency.id);
    await run();
    await world.take([collected('r-1', '1210.00')], NOW);
    await run();
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    const { id } = await world.one<{ id: string }>('SELECT id FROM agency_report');
    const wrong = { placementId, reportRowId: id, reason: 'another debtor' };
    expect(await takeBackCollection(db.database, world.actor, wrong, NOW)).toEqual({ result: 'done' });
    expect(await takeBackCollection(db.database, world.actor, wrong, NOW)).toEqual({ result: 'already' });
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 121_000n });
    expect(
      await db.database.inOrganization(world.organization.id, (tx) => readAgencyAccount(tx, agency.id)),
    ).toMatchObject([{ collectedMinor: 0n, keptMinor: 0n, owedMinor: 0n }]);
    expect(await run()).toContain('asked a person: nothing-left');
    expect(await world.query(BROKEN_RULES)).toEqual([]);
  });

  it('of another agency is refused', async () => {
    await approved((await anAgency()).id);
    await run();
    const lie = agencyReported({ outcome: 'returned' }, { id: 'x', source: '/agencies/other' });
    expect(await world.take([lie], NOW)).toMatchObject([{ verdict: 'rejected' }]);
  });
});
