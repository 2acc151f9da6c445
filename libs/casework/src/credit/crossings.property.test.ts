import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { creditNote, customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { setCreditLimit } from '../people/set-credit-limit.ts';

jest.setTimeout(300_000);
const db = useTestDatabase();
const NOW = at('2026-11-20 12:00');

type Act =
  | { readonly do: 'issue' | 'pay' | 'credit'; readonly cents: number }
  | { readonly do: 'limit'; readonly cents: number | null };

const cents = fc.integer({ min: 1, max: 1000 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('issue' as const), cents }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pay' as const), cents }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('credit' as const), cents }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('limit' as const), cents: fc.option(cents) }) },
);
const text = (minor: number) => (minor / 100).toFixed(2);

// What the model expects: what is owed less credit, in cents; the limit; whether it is exceeded, and how often it was.
interface Model {
  net: number;
  limit: number | null;
  isExceeded: boolean;
  exceeded: number;
  met: number;
}

function judge(model: Model, isNewLimit: boolean): void {
  const owed = Math.max(0, model.net);
  if (!model.isExceeded) {
    if (model.limit === null || owed <= model.limit) return;
    model.isExceeded = true;
    model.exceeded++;
    return;
  }
  const isMet = model.limit === null || (isNewLimit && owed <= model.limit) || owed * 100 <= model.limit * 95;
  if (!isMet) return;
  model.isExceeded = false;
  model.met++;
}

test('whatever happens, a limit is passed and met as often as the amounts say, with a task for each time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
      const world = new CaseWorld(db.database, await freshOrganization(db));
      await world.take([customer()], NOW);
      const model: Model = { net: 0, limit: null, isExceeded: false, exceeded: 0, met: 0 };
      let version = 0;
      for (const [index, next] of acts.entries()) {
        if (next.do === 'limit') {
          const { id } = await world.one<{ id: string }>(`SELECT id FROM customer WHERE customer_id = 'C-1'`);
          const limit = next.cents === null ? null : { amount: text(next.cents), currency: 'EUR' };
          const wanted = { customerRowId: id, limit, reason: 'x', version, isApproved: false };
          const { result } = await setCreditLimit(db.database, world.actor, wanted, NOW);
          expect(result).toBe(next.cents === model.limit ? 'same-limit' : 'done');
          if (result !== 'done') continue;
          version++;
          model.limit = next.cents;
          judge(model, true);
        } else {
          await world.take([eventOf(next.do, next.cents, index)], NOW);
          model.net += next.do === 'issue' ? next.cents : -next.cents;
          judge(model, false);
        }
        await expectModel(world, model);
      }
    }),
    // A failing life is short enough to read, and shrinking takes minutes.
    { numRuns: 12, endOnFailure: true },
  );
});

function eventOf(kind: 'issue' | 'pay' | 'credit', amount: number, index: number) {
  const id = `${kind}-${index}`;
  switch (kind) {
    case 'issue':
      return issued({ invoiceId: id, number: id, total: text(amount) }, { id });
    case 'pay':
      return paid({ paymentId: id, amount: text(amount), receivedOn: '2026-11-19' }, { id });
    case 'credit':
      return creditNote({ creditNoteId: id, amount: text(amount), allocations: [] }, { id });
  }
}

async function expectModel(world: CaseWorld, model: Model): Promise<void> {
  const told = async (what: string) =>
    (await world.outbox('collections-event', `puntual.credit-limit.${what}.v1`)).length;
  const tasks = await world.tasks('credit-limit');
  const [credit] = await world.query<{ exceeded: boolean }>(
    'SELECT exceeded_at IS NOT NULL AS exceeded FROM customer_credit',
  );
  expect({
    isExceeded: credit?.exceeded ?? false,
    exceeded: await told('exceeded'),
    met: await told('met'),
    tasks: tasks.length,
    open: tasks.filter(({ state }) => state !== 'done').length,
  }).toEqual({
    isExceeded: model.isExceeded,
    exceeded: model.exceeded,
    met: model.met,
    tasks: model.exceeded,
    open: model.isExceeded ? 1 : 0,
  });
}
