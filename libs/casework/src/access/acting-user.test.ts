import { beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { OrganizationRef } from '../record/refs.ts';
import { actAsUser, inUser } from './acting-user.ts';
import { openFlow, seeFlow, useFlow } from './flows.ts';

const db = useTestDatabase({ connections: 4 });
let other: OrganizationRef;
const [ana, luis] = [newId(), newId()];
const denied = /permission denied|row-level security/;

beforeAll(async () => {
  other = await freshOrganization(db);
  await withClient(db.ownerUrl, async (client) => {
    for (const [id, name, organizationId] of [
      [ana, 'Ana', db.organization.id],
      [luis, 'Luis', other.id],
    ]) {
      await client.query(
        `INSERT INTO app_user (id, email, name, state) VALUES ($1, $2 || '@norte.example', $2, 'active')`,
        [id, name],
      );
      await client.query(`INSERT INTO user_secret (user_id, password_hash) VALUES ($1, 'hash of ' || $2)`, [id, name]);
      await client.query(
        `INSERT INTO passkey (id, user_id, public_key, counter, name) VALUES ('key of ' || $2, $1, '', 0, 'x')`,
        [id, name],
      );
      await client.query(
        `INSERT INTO membership (organization_id, user_id, role, state) VALUES ($1, $2, 'viewer', 'active')`,
        [organizationId, id],
      );
    }
  });
});

const seen = (tx: Tx) =>
  tx.$queryRaw<{ users: string[]; secrets: number; passkeys: number; memberships: number }[]>`
    SELECT
      array(SELECT name FROM app_user ORDER BY name) AS users,
      (SELECT count(*)::int FROM user_secret) AS secrets,
      (SELECT count(*)::int FROM passkey) AS passkeys,
      (SELECT count(*)::int FROM membership) AS memberships`;

describe('the rows of people', () => {
  test('are seen by nobody outside a transaction of an organization or a person', async () => {
    expect(await seen(db.database.shared)).toEqual([{ users: [], secrets: 0, passkeys: 0, memberships: 0 }]);
  });

  test('of an organization’s members show names there, and no secrets', async () => {
    expect(await db.database.inOrganization(db.organization.id, seen)).toEqual([
      { users: ['Ana'], secrets: 0, passkeys: 0, memberships: 1 },
    ]);
  });

  test('are all seen by the person, and nobody else’s', async () => {
    expect(await inUser(db.database, ana, seen)).toEqual([{ users: ['Ana'], secrets: 1, passkeys: 1, memberships: 1 }]);
  });

  test('are not seen in the next transaction of the same connection', async () => {
    await inUser(db.database, ana, seen);
    expect(await db.database.inOrganization(other.id, seen)).toEqual([
      { users: ['Luis'], secrets: 0, passkeys: 0, memberships: 1 },
    ]);
  });

  test.each([
    `UPDATE app_user SET name = 'x' WHERE name = 'Luis'`,
    `UPDATE user_secret SET password_hash = 'x' WHERE password_hash = 'hash of Luis'`,
    `DELETE FROM passkey WHERE id = 'key of Luis'`,
    `UPDATE membership SET role = 'administrator' WHERE organization_id <> current_organization()`,
  ])('of others are not changed: %s', async (sql) => {
    const changed = await db.database.inOrganization(db.organization.id, async (tx) => {
      await actAsUser(tx, ana);
      return tx.$executeRawUnsafe(sql);
    });
    expect(changed).toBe(0);
  });

  test('of members are changed by nobody but the person: not by their organization either', async () => {
    const changed = await db.database.inOrganization(
      db.organization.id,
      (tx) => tx.$executeRaw`UPDATE app_user SET name = 'x' WHERE id = ${ana}::uuid`,
    );
    expect(changed).toBe(0);
  });

  test('a person gives themselves no role: not in a transaction of theirs, nor another organization’s', async () => {
    await expect(
      inUser(
        db.database,
        ana,
        (tx) => tx.$executeRaw`
          INSERT INTO membership (organization_id, user_id, role, state)
          VALUES (${other.id}::uuid, ${ana}::uuid, 'administrator', 'active')`,
      ),
    ).rejects.toThrow(denied);
    const changed = await inUser(
      db.database,
      ana,
      (tx) => tx.$executeRaw`UPDATE membership SET role = 'administrator' WHERE user_id = ${ana}::uuid`,
    );
    expect(changed).toBe(0);
  });

  test('the tokens of flows are read through their functions only, by their hash', async () => {
    for (const sql of ['SELECT * FROM sign_in_flow', `UPDATE sign_in_flow SET used_at = NULL`])
      await expect(db.database.shared.$queryRawUnsafe(sql)).rejects.toThrow(denied);
  });
});

describe('a flow', () => {
  const wallMs = Date.now();
  const reset = { kind: 'reset', userId: ana, organizationId: null } as const;

  test('is used once, by one of several at once, and not for another kind or after its end', async () => {
    const { token, expiresAt } = await inUser(db.database, ana, (tx) => openFlow(tx, reset, wallMs));
    expect(await seeFlow(db.database.shared, 'invitation', token, wallMs)).toBeNull();
    expect(await seeFlow(db.database.shared, 'reset', token, expiresAt.getTime())).toBeNull();
    expect((await seeFlow(db.database.shared, 'reset', token, wallMs))?.userId).toBe(ana);
    const used = await Promise.all([1, 2, 3].map(() => useFlow(db.database.shared, 'reset', token, wallMs)));
    expect(used.filter((flow) => flow !== null)).toHaveLength(1);
    expect(await seeFlow(db.database.shared, 'reset', token, wallMs)).toBeNull();
  });

  test('stays usable when the transaction that used it does not commit', async () => {
    const { token } = await inUser(db.database, ana, (tx) => openFlow(tx, reset, wallMs));
    await expect(
      inUser(db.database, ana, async (tx) => {
        await useFlow(tx, 'reset', token, wallMs);
        throw new Error('broke off');
      }),
    ).rejects.toThrow('broke off');
    expect(await useFlow(db.database.shared, 'reset', token, wallMs)).not.toBeNull();
  });

  test('is stored as a hash', async () => {
    const { token } = await inUser(db.database, ana, (tx) => openFlow(tx, reset, wallMs));
    const { rows } = await withClient(db.ownerUrl, (client) => client.query('SELECT * FROM sign_in_flow'));
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});
