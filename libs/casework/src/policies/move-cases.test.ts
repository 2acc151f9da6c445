import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compilePolicy } from '@puntual/domain/policy/compile-policy';
import { policyDocumentSchema } from '@puntual/domain/policy/policy-document';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { listMoves, moveNextCases, stopMove } from './move-cases.ts';
import { previewMove, summarizeMove } from './preview-move.ts';
import { publishPolicy, type PublishMode } from './publish-policy.ts';
import { saveDraft } from './save-draft.ts';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  await world.take([customer(), issued(), issued({ invoiceId: 'INV-2' })], NOW);
  for (const id of ['INV-1', 'INV-2']) await world.evaluate(NOW, id);
});

// Due on Tuesday 2026-12-01: the courtesy of day -7 is next.
const NOW = at('2026-11-02 12:00');
const withSteps = (steps: readonly unknown[]) => ({ ...standardDocument, steps });
const [courtesy, ...others] = standardDocument.steps;
const ref = (moveId: string) => ({ organizationId: world.organization.id, slug: world.organization.slug, moveId });
const runs = async () =>
  (
    await world.query<{ runs: number; next: number | null }>(
      'SELECT runs_policy_version AS runs, next_policy_version AS next FROM invoice ORDER BY invoice_id',
    )
  ).map((row) => [row.runs, row.next]);
const moves = () => db.database.inOrganization(world.organization.id, (tx) => listMoves(tx, 'standard'));
const wakes = async () =>
  (await world.outbox('wake-case'))
    .filter((row) => row.payload.signal === 'policy')
    .map((row) => row.payload.subject?.invoiceId);

async function publish(
  mode: PublishMode,
  input: unknown = withSteps([{ ...courtesy, day: -10 }, ...others]),
): Promise<string> {
  await saveDraft(db.database, world.actor, input, NOW);
  const result = await publishPolicy(
    db.database,
    world.actor,
    { key: 'standard', mode, templates: { en: TEMPLATES, es: TEMPLATES } },
    NOW,
  );
  if (result.result !== 'published') throw new Error(`not published: ${JSON.stringify(result)}`);
  return result.moveId ?? '';
}

/** More cases than one slice moves, written as rows of `invoice` only. */
async function manyCases(): Promise<void> {
  const own: Readonly<Record<string, string>> = {
    id: 'gen_random_uuid()',
    invoice_id: "'MANY-' || n",
    number: "'MANY-' || n",
  };
  await world.query(
    `INSERT INTO invoice (${columns.join(', ')})
     SELECT ${columns.map((column) => own[column] ?? `i.${column}`).join(', ')}
     FROM invoice i, generate_series(1, 250) n
     WHERE i.invoice_id = 'INV-1'`,
  );
}
let columns: string[] = [];
beforeAll(async () => {
  columns = (
    await new CaseWorld(db.database, db.organization).query<{ name: string }>(
      `SELECT column_name::text AS name
       FROM information_schema.columns
       WHERE table_name = 'invoice' AND is_generated = 'NEVER' AND identity_generation IS NULL`,
    )
  ).map((row) => row.name);
});

describe('a move', () => {
  test('does not begin when only new cases get the version', async () => {
    expect(await publish('new-only')).toBe('');
    expect(await moves()).toEqual([]);
    expect(await world.outbox('start-move')).toEqual([]);
  });

  test('begins with the publishing, starts its workflow from the outbox and blocks the next publishing', async () => {
    const moveId = await publish('now');
    expect(await moves()).toMatchObject([
      { id: moveId, version: 2, mode: 'now', state: 'running', total: 2, moved: 0, startedBy: 'Marta' },
    ]);
    expect(await world.outbox('start-move')).toEqual([
      {
        key: `move/${world.organization.slug}/standard/2`,
        payload: { subject: { slug: world.organization.slug, moveId, key: 'standard', version: 2 } },
      },
    ]);
    await saveDraft(db.database, world.actor, standardDocument, NOW);
    expect(
      await publishPolicy(
        db.database,
        world.actor,
        { key: 'standard', mode: 'now', templates: { es: TEMPLATES } },
        NOW,
      ),
    ).toEqual({ result: 'move-running' });
  });

  test('at once changes cases and wakes them; a repeated call changes nothing', async () => {
    const moveId = await publish('now');
    expect(await moveNextCases(db.database, ref(moveId), NOW)).toEqual({ done: true, moved: 2, total: 2 });
    expect(await runs()).toEqual([
      [2, null],
      [2, null],
    ]);
    expect(await wakes()).toEqual(['INV-1', 'INV-2']);
    expect((await world.audit('policy.changed')).map((row) => [row.actor, row.data])).toEqual(
      ['a', 'b'].map(() => ['Marta', { from: 'standard/1', to: 'standard/2', move: moveId }]),
    );
    expect(await moveNextCases(db.database, ref(moveId), NOW)).toEqual({ done: true, moved: 2, total: 2 });
    expect(await wakes()).toHaveLength(2);
    expect(await moves()).toMatchObject([{ state: 'done', moved: 2, endedBy: 'puntual' }]);
    expect(await world.audit('policy.moved')).toHaveLength(1);
  });

  test('at the next step changes a case only when it has taken that step', async () => {
    const moveId = await publish('at-next-step');
    expect(await moveNextCases(db.database, ref(moveId), NOW)).toEqual({ done: true, moved: 2, total: 2 });
    expect(await runs()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(await wakes()).toEqual([]);
    await world.evaluate(at('2026-11-24 12:00'));
    expect(await runs()).toEqual([
      [2, null],
      [1, 2],
    ]);
  });

  test('moves cases in slices, each after the last case of the slice before', async () => {
    await manyCases();
    const moveId = await publish('now');
    expect(await moveNextCases(db.database, ref(moveId), NOW)).toEqual({ done: false, moved: 200, total: 252 });
    expect(await moves()).toMatchObject([{ state: 'running', moved: 200 }]);
    expect(await moveNextCases(db.database, ref(moveId), NOW)).toEqual({ done: true, moved: 252, total: 252 });
    expect(new Set((await runs()).map(String))).toEqual(new Set(['2,']));
    expect(await wakes()).toHaveLength(252);
  });

  test('that was stopped moves no more cases, and the next version can be published', async () => {
    await manyCases();
    const moveId = await publish('now');
    await moveNextCases(db.database, ref(moveId), NOW);
    const stop = () => stopMove(db.database, world.actor, { key: 'standard', moveId }, NOW);
    expect(await stop()).toEqual({ result: 'stopped' });
    expect(await stop()).toEqual({ result: 'ended-already' });
    expect(await stopMove(db.database, world.actor, { key: 'other', moveId }, NOW)).toEqual({ result: 'not-found' });
    expect(await moveNextCases(db.database, ref(moveId), NOW)).toEqual({ done: true, moved: 200, total: 252 });
    expect((await runs()).filter(([version]) => version === 1)).toHaveLength(52);
    expect(await world.audit('policy.move-stopped')).toMatchObject([
      { actor: 'Marta', data: { moved: 200, total: 252 } },
    ]);
    await publish('now', standardDocument);
  });

  test('of another organization does not exist', async () => {
    const moveId = await publish('now');
    const stranger = await freshOrganization(db);
    await expect(
      moveNextCases(db.database, { organizationId: stranger.id, slug: stranger.slug, moveId }, NOW),
    ).rejects.toThrow('there is no move');
  });
});

describe('a preview', () => {
  const policyOf = (steps: readonly unknown[]) => compilePolicy(policyDocumentSchema.parse(withSteps(steps)), 2);
  const preview = async (steps: readonly unknown[]) =>
    (
      await previewMove(db.database, world.organization.id, { policy: policyOf(steps), limit: 10, after: null }, NOW)
    ).map((move) => [
      move.invoiceId,
      move.before?.on,
      move.after && `${move.after.stepId} ${move.after.on}`,
      move.change,
    ]);

  test.each<[string, readonly unknown[], string | null, string]>([
    ['comes earlier', [{ ...courtesy, day: -11 }, ...others], 'courtesy 2026-11-20', 'earlier'],
    ['comes later', [{ ...courtesy, day: -5 }, ...others], 'courtesy 2026-11-26', 'later'],
    ['stays', [courtesy, ...others], 'courtesy 2026-11-24', 'same'],
    ['is gone', others, 'due-today 2026-12-01', 'skipped'],
    [
      'has another before it',
      [{ ...courtesy, id: 'hello', day: -14 }, courtesy, ...others],
      'hello 2026-11-17',
      'other',
    ],
  ])('says that the next step %s', async (_, steps, after, change) => {
    expect(await preview(steps)).toEqual([
      ['INV-1', '2026-11-24', after, change],
      ['INV-2', '2026-11-24', after, change],
    ]);
  });

  test('lists cases in pages, counts all of them and changes none', async () => {
    const policy = policyOf(others);
    const [first] = await previewMove(db.database, world.organization.id, { policy, limit: 1, after: null }, NOW);
    const rest = await previewMove(
      db.database,
      world.organization.id,
      { policy, limit: 10, after: first?.id ?? null },
      NOW,
    );
    expect([first?.invoiceId, ...rest.map((move) => move.invoiceId)].sort()).toEqual(['INV-1', 'INV-2']);
    expect(await summarizeMove(db.database, world.organization.id, { policy }, NOW)).toEqual({
      earlier: 0,
      later: 0,
      same: 0,
      skipped: 2,
      other: 0,
      total: 2,
      looked: 2,
    });
    expect(await runs()).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  test('counts all cases page by page, and says how many it previewed when there are too many', async () => {
    const counted = async (limits: { most: number; page: number }) => {
      const { skipped, total, looked } = await summarizeMove(
        db.database,
        world.organization.id,
        { policy: policyOf(others), limits },
        NOW,
      );
      return { skipped, total, looked };
    };
    expect(await counted({ most: 10, page: 1 })).toEqual({ skipped: 2, total: 2, looked: 2 });
    expect(await counted({ most: 1, page: 10 })).toEqual({ skipped: 1, total: 2, looked: 1 });
  });

  test('names the step and day that the move then brings about', async () => {
    const steps = [{ ...courtesy, day: -11 }, ...others];
    const previewed = await preview(steps);
    await moveNextCases(db.database, ref(await publish('now', withSteps(steps))), NOW);
    await world.evaluate(NOW);
    const { on } = await world.one<{ on: string }>(
      "SELECT (next_action_at AT TIME ZONE 'Europe/Madrid')::date::text AS on FROM invoice WHERE invoice_id = 'INV-1'",
    );
    expect(previewed[0]?.[2]).toBe(`courtesy ${on}`);
  });
});
