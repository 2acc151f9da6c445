import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUILT_IN_ROLES, RIGHTS, rightsBeyond, rightsOf, roleRights } from './rights.ts';

const builtIn = (role: string) => rightsOf({ role, ownRights: null, scopes: null });

describe('the rights of a role', () => {
  test('are listed once each, in order; few are the administrator’s alone', () => {
    expect([...RIGHTS].sort()).toEqual([...new Set(RIGHTS)]);
    for (const role of BUILT_IN_ROLES) expect(new Set(roleRights[role]).size).toBe(roleRights[role].length);
    const others = new Set(BUILT_IN_ROLES.slice(1).flatMap((role) => roleRights[role]));
    expect(RIGHTS.filter((right) => !others.has(right))).toEqual(['key.manage', 'role.manage', 'user.manage']);
  });

  test('grow from viewer to collector to manager to administrator', () => {
    const ladder = ['viewer', 'collector', 'manager', 'administrator'].map(builtIn);
    for (const [step, rights] of ladder.entries())
      for (const lower of ladder.slice(0, step)) {
        // Where an organization has portfolios, a viewer sees all customers and a collector does not.
        const beyond = rightsBeyond(rights, lower).filter((right) => right !== 'portfolio.all');
        expect(beyond).toEqual([]);
      }
  });

  test('are none for a role that does not exist, whatever it is called', () => {
    for (const role of ['', 'nobody', 'toString', '__proto__', 'constructor', 'Administrator'])
      expect(builtIn(role).size).toBe(0);
  });

  test('of the organization’s own role are those it names; a name that is no right counts for nothing', () => {
    const own = rightsOf({ role: 'night-shift', ownRights: ['case.read', 'everything'], scopes: null });
    expect([...own]).toEqual(['case.read']);
  });

  test('of a built-in role are not widened by an own role of that name', () => {
    expect(rightsOf({ role: 'viewer', ownRights: ['user.manage'], scopes: null }).has('user.manage')).toBe(false);
  });
});

const anyRights = fc.subarray([...RIGHTS]);

test('scopes only ever take rights away', () => {
  fc.assert(
    fc.property(fc.constantFrom(...BUILT_IN_ROLES, 'own'), anyRights, anyRights, (role, ownRights, scopes) => {
      const all = rightsOf({ role, ownRights, scopes: null });
      const scoped = rightsOf({ role, ownRights, scopes });
      for (const right of RIGHTS) expect(scoped.has(right)).toBe(all.has(right) && scopes.includes(right));
    }),
  );
});

describe('a key that a person made', () => {
  const key = { role: 'administrator', ownRights: null, scopes: null };
  const governing = ['approval.decide', 'key.manage', 'role.manage', 'user.manage'] as const;

  test('governs nobody when its maker has left, and goes on else', () => {
    const left = rightsOf({ ...key, maker: { role: null, ownRights: null } });
    expect(RIGHTS.filter((right) => !left.has(right))).toEqual(governing);
  });

  test('governs only what its maker governs now', () => {
    const manager = rightsOf({ ...key, maker: { role: 'manager', ownRights: null } });
    expect(governing.filter((right) => manager.has(right))).toEqual(['approval.decide']);
    const own = rightsOf({ ...key, maker: { role: 'desk', ownRights: ['user.manage'] } });
    expect(governing.filter((right) => own.has(right))).toEqual(['user.manage']);
  });

  test('has never more rights than it was given', () => {
    fc.assert(
      fc.property(anyRights, fc.constantFrom(...BUILT_IN_ROLES, null), (scopes, role) => {
        const rights = rightsOf({ ...key, scopes, maker: { role, ownRights: null } });
        expect(rightsBeyond(new Set(scopes), rights)).toEqual([]);
      }),
    );
  });
});

test('whoever gives rights has them: nothing beyond is empty exactly for a subset', () => {
  fc.assert(
    fc.property(anyRights, anyRights, (given, wanted) => {
      const beyond = rightsBeyond(new Set(given), wanted);
      expect(beyond.length === 0).toBe(wanted.every((right) => given.includes(right)));
    }),
  );
});
