import { expect, test } from '@jest/globals';
import { agencySecret, isAgencySignature, isAllowedAgencyUrl, signAgencyBody } from './agency-signature.ts';

const KEY = 'k'.repeat(32);
const SECRET = agencySecret(KEY, { agencyId: 'a', version: 1 });

test.each([
  ['the same body and time', {}, 1000, true],
  ['another body', { body: '{} ' }, 1000, false],
  ['another time', { seconds: '1001' }, 1000, false],
  ['no number as its time', { seconds: '1e3' }, 1000, false],
  ['too late', {}, 1301, false],
  ['a clock that is five minutes behind', {}, 700, true],
  ['no signature', { signature: '' }, 1000, false],
])('a signature of %s', (_name, change, now, isRight) => {
  const given = { signature: signAgencyBody(SECRET, 1000, '{}'), seconds: '1000', body: '{}', ...change };
  expect(isAgencySignature(SECRET, given, now)).toBe(isRight);
});

test('every agency and every version has a secret of its own', () => {
  const secrets = [
    SECRET,
    agencySecret(KEY, { agencyId: 'a', version: 2 }),
    agencySecret(KEY, { agencyId: 'b', version: 1 }),
    agencySecret('l'.repeat(32), { agencyId: 'a', version: 1 }),
  ];
  expect(new Set(secrets).size).toBe(4);
});

test.each([
  ['https://agency.example/api', true],
  ['https://agency.example:8443/api', false],
  ['https://other.example/api', false],
  ['http://agency.example/api', false],
  ['http://127.0.0.1:9000/x', true],
  ['http://127.0.0.1:9001/x', false],
  ['https://user@agency.example/', false],
  ['https://agency.example/?to=x', false],
  ['file:///etc/passwd', false],
  ['agency', false],
])('an agency at %s: %s', (address, isAllowed) => {
  expect(isAllowedAgencyUrl(address, ['agency.example', '127.0.0.1:9000'])).toBe(isAllowed);
});

test('without AGENCY_HOSTS no agency has an API', () => {
  expect(isAllowedAgencyUrl('https://agency.example/api', undefined)).toBe(false);
});
