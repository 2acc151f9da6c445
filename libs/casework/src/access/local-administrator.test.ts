import { expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { actorIdOf, exchangeSignInLink, findCredential, isAlive, issueCredential } from './credentials.ts';
import { issueLocalSignIn } from './local-administrator.ts';

const db = useTestDatabase({ connections: 4 });

async function signIn(organizationId: string) {
  const link = await issueLocalSignIn(db.database, organizationId, Date.now());
  const session = await exchangeSignInLink(db.database, link, Date.now());
  const found = await findCredential(db.database, session?.token ?? '');
  if (!found) throw new Error('nobody is signed in');
  return found;
}

test('every start signs the same person in, as administrator, by a link that works once', async () => {
  const first = await signIn(db.organization.id);
  const second = await signIn(db.organization.id);
  expect(first).toMatchObject({ role: 'administrator', name: 'local administrator', isActive: true, idleMs: null });
  expect(actorIdOf(first)).toMatch(/^user:/);
  expect(actorIdOf(second)).toBe(actorIdOf(first));
  const link = await issueLocalSignIn(db.database, db.organization.id, Date.now());
  expect(await exchangeSignInLink(db.database, link, Date.now())).not.toBeNull();
  expect(await exchangeSignInLink(db.database, link, Date.now())).toBeNull();
});

test('starts at once make one person', async () => {
  const { id } = await freshOrganization(db);
  await Promise.all([1, 2, 3].map(() => issueLocalSignIn(db.database, id, Date.now())));
  expect(await db.database.inOrganization(id, (tx) => tx.membership.count())).toBe(1);
});

test('signs in again whoever was suspended since, and another organization has a person of its own', async () => {
  const { id } = await freshOrganization(db);
  const before = await signIn(id);
  await db.database.inOrganization(id, (tx) =>
    tx.membership.updateMany({ data: { state: 'suspended', role: 'viewer' } }),
  );
  expect(await signIn(id)).toMatchObject({ role: 'administrator', isActive: true, userId: before.userId });
  expect((await signIn(db.organization.id)).userId).not.toBe(before.userId);
});

test('a link and a session of before people had accounts go on as they were', async () => {
  const { id } = db.organization;
  const old = { organizationId: id, role: 'administrator', name: 'local administrator' } as const;
  const link = await issueCredential(db.database, {
    ...old,
    kind: 'sign-in',
    expiresAt: new Date(Date.now() + 60_000),
  });
  const session = await exchangeSignInLink(db.database, link.token, Date.now());
  const found = await findCredential(db.database, session?.token ?? '');
  expect(found).toMatchObject({ role: 'administrator', isActive: true, userId: null });
  expect(found && [isAlive(found, Date.now()), actorIdOf(found)]).toEqual([true, `key:${link.id}`]);
});
