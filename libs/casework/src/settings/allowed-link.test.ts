import { expect, test } from '@jest/globals';
import { allowedLink } from './allowed-link.ts';

const HOSTS = ['pay.example.com', '*.docs.example.com'];

test.each([
  ['https://pay.example.com/i/1', true],
  ['https://PAY.example.com/i/1', true],
  ['https://pay.example.com:8443/i/1', true],
  ['https://eu.docs.example.com/1.pdf', true],
  ['https://a.b.docs.example.com/1.pdf', true],
  ['https://docs.example.com/1.pdf', false],
  ['https://evildocs.example.com/1.pdf', false],
  ['https://pay.example.com.evil.example/i/1', false],
  ['https://evil.example/?pay.example.com', false],
  ['https://pay.example.com@evil.example/', false],
  ['https://user:secret@pay.example.com/', false],
  ['http://pay.example.com/i/1', false],
  ['javascript:alert(1)//pay.example.com', false],
  ['pay.example.com/i/1', false],
  ['', false],
])('with a list of hosts, %s is linked: %s', (address, isLinked) => {
  expect(allowedLink(address, HOSTS)).toBe(isLinked ? address : null);
  expect(allowedLink(address, [])).toBe(address);
});

test('no address stays none', () => {
  expect([allowedLink(null, HOSTS), allowedLink(null, [])]).toEqual([null, null]);
});
