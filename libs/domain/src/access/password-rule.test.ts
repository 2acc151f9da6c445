import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { passwordFault } from './password-rule.ts';

const owner = { email: 'ana.nunez@norte.example', name: 'Ana Núñez' };

test.each([
  ['', 'too-short'],
  ['elevenchars', 'too-short'],
  ['🔒🔑🗝🔐🛡', 'too-short'],
  ['x'.repeat(201), 'too-long'],
  ['aaaaaaaaaaaaaaaa', 'too-simple'],
  ['abababababababab', 'too-simple'],
  ['password12345678', 'too-simple'],
  ['qwertyqwerty2026!', 'too-simple'],
  ['Contraseña2026', 'too-simple'],
  ['ana.nunez@norte.example', 'names-its-owner'],
  ['ana.nunez1234', 'names-its-owner'],
  ['Ana Núñez 99', 'names-its-owner'],
  ['correct horse battery staple', null],
  ['tres tristes tigres', null],
  ['ana.nunez rides to the station', null],
])('%s: %s', (password, fault) => {
  expect(passwordFault(password, owner)).toBe(fault);
});

test('judges any text without failing, and composed and decomposed text alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 250 }), (text) => {
      expect(passwordFault(text.normalize('NFD'), owner)).toBe(passwordFault(text.normalize('NFC'), owner));
    }),
  );
});

test('takes a linear time for a long row of the best-known words', () => {
  expect(passwordFault(`${'password'.repeat(24)}xxx`, owner)).toBeNull();
});
