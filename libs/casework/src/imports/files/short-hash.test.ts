import { expect, it } from '@jest/globals';
import { shortHash } from './short-hash.ts';

// Ids of stored movements and files are made of it: another length or hash would make every known movement a new one.
it.each([
  ['', 'e3b0c44298fc1c149afbf4c8'],
  ['abc', 'ba7816bf8f01cfea414140de'],
])('a fixed text has its fixed name: %j', (text, hash) => {
  expect(shortHash(text)).toBe(hash);
});
