import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { APPROVAL_KINDS, rightToAct, whyNotDecide, type OpenRequest } from './four-eyes.ts';
import { rightsOf } from './rights.ts';

const open: OpenRequest = { state: 'open', expiresAtMs: 1000, requestedUser: 'ana' };

test.each([
  ['another person', 'luis', 999, null],
  ['whoever asked', 'ana', 999, 'own'],
  ['a key of nobody', null, 999, 'no-person'],
  ['another person at the end', 'luis', 1000, 'expired'],
  ['whoever asked, at the end', 'ana', 1000, 'expired'],
])('a request is decided by %s: %s at %d: %s', (_who, userId, nowMs, refused) => {
  expect(whyNotDecide(open, userId, nowMs)).toBe(refused);
});

test('never is a request approved twice, late, by nobody, or by whoever asked', () => {
  const states = fc.constantFrom('open', 'approved', 'refused', 'expired', 'withdrawn');
  const people = fc.constantFrom('ana', 'luis', null);
  fc.assert(
    fc.property(states, fc.nat(2000), people, (state, nowMs, userId) => {
      const may = whyNotDecide({ ...open, state }, userId, nowMs) === null;
      expect(may).toBe(state === 'open' && nowMs < 1000 && userId === 'luis');
    }),
  );
});

test('managers may do everything that needs a second person, collectors nothing of it', () => {
  const may = (role: string) =>
    APPROVAL_KINDS.filter((kind) => rightsOf({ role, ownRights: null, scopes: null }).has(rightToAct[kind]));
  expect([may('manager'), may('collector')]).toEqual([[...APPROVAL_KINDS], []]);
});
