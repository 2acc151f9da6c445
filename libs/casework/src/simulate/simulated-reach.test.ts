import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { pauseCustomer, type NewPause } from '../people/customer-pauses.ts';
import { simulate, type SimulationRequest } from './simulate.ts';

const db = useTestDatabase();
let world: CaseWorld;

const KNOWN = at('2026-11-02 10:00');
const NOW = at('2026-11-20 12:00');
const LATER = at('2026-12-31 12:00');
const ana = { contactId: 'k1', name: 'Ana', email: 'ana@x.example', phone: '+34600111222' };

beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});
const known = (channels: readonly ('email' | 'sms')[]) =>
  world.take([customer({ contacts: [{ ...ana, channels: [...channels] }] }), issued({ dueDate: '2026-12-01' })], KNOWN);
const pause = async (more: Partial<NewPause>, when = NOW) => {
  const { customerRowId } = await world.contactRef();
  const given = { customerRowId, channel: null, untilOn: '2026-12-20', reason: 'x', ...more };
  expect(await pauseCustomer(db.database, world.actor, given, when)).toMatchObject({ result: 'done' });
};

/** What happens by the simulation: days of messages and kinds of tasks. */
async function foreseen(change: Partial<SimulationRequest> = {}): Promise<readonly string[]> {
  const result = await simulate(db.database, world.organization.id, {
    over: { from: NOW, days: 40, invoiceIds: null },
    policy: null,
    cases: 'all',
    calls: 'no-answer',
    limit: 50,
    after: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  });
  if (result.result !== 'simulated') throw new Error(result.result);
  return result.outcome.runs.flatMap(({ run }) =>
    run.happened.flatMap((each) =>
      each.kind === 'message' ? [each.on] : each.kind === 'task' ? [each.task as string] : [],
    ),
  );
}
const isDay = (entry: string) => /^\d{4}/.test(entry);

describe('a simulation', () => {
  test('sends nothing by a channel without a provider, and asks for contact data as it will happen', async () => {
    await known(['sms']);
    expect((await foreseen()).filter(isDay)).not.toEqual([]);
    const without = await foreseen({ unavailable: new Set(['sms', 'letter']) });
    expect(without.filter(isDay)).toEqual([]);
    expect(without).toContain('fix-contact');
  });

  test('waits while a person has paused the one channel of the customer', async () => {
    await known(['email']);
    expect((await foreseen()).filter((day) => isDay(day) && day <= '2026-12-20')).not.toEqual([]);
    await pause({ channel: 'email' });
    const waiting = (await foreseen()).filter(isDay);
    expect(waiting.filter((day) => day <= '2026-12-20')).toEqual([]);
    expect(waiting).not.toEqual([]);
  });

  test.each(['to come', 'past'])('keeps the pause of the whole customer, in the time %s', async (time) => {
    await known(['email']);
    const over = time === 'past' ? { over: { from: NOW, to: LATER } } : {};
    expect((await foreseen(over)).filter((day) => isDay(day) && day <= '2026-12-20')).not.toEqual([]);
    await pause({});
    const paused = (await foreseen(over)).filter(isDay);
    expect(paused.filter((day) => day <= '2026-12-20')).toEqual([]);
    expect(paused).not.toEqual([]);
  });
});
