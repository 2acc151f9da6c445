import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mentionsIn } from './mentions.ts';

test.each<[string, readonly string[]]>([
  ['@ana, please call', ['ana']],
  ['asked (@bea.lópez) and @ana. Then @ana again.', ['bea.lópez', 'ana']],
  ['write to ana@example.com', []],
  ['at 5 @ the office', []],
  ['', []],
])('%j mentions %j', (text, expected) => expect(mentionsIn(text)).toEqual(expected));

test('whatever the text, names have no sign in front and stand in the text', () =>
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const name of mentionsIn(text)) expect(text).toContain(`@${name}`);
    }),
  ));
