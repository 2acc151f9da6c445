import { expect, test } from '@jest/globals';
import { refusalsOf } from '../refusals/schema-issues.ts';
import { changeBrandingSchema } from './branding.ts';

const refusals = (branding: object) => {
  const { error } = changeBrandingSchema.safeParse(branding, { reportInput: true });
  return error ? refusalsOf(error).map(({ code, path }) => `${path}: ${code}`) : [];
};

test.each([
  [{}, []],
  [{ colour: '#0b5c6b', textColour: '#ffffff' }, []],
  [{ colour: '#ffcc00', textColour: '#ffffff' }, ['textColour: contrast-too-low']],
  // 4.48 to 1 is not 4.5 to 1.
  [{ colour: '#777777', textColour: '#ffffff' }, ['textColour: contrast-too-low']],
  [{ textColour: '#ffffff' }, ['colour: text-colour-without-ground']],
])('colours that cannot be read on one another are refused: %j', (branding, expected) => {
  expect(refusals(branding)).toEqual(expected);
});

test('a logo comes over https alone, and a colour has six digits', () => {
  expect(refusals({ logoUrl: 'http://example.com/logo.png' })).toHaveLength(1);
  expect(refusals({ logoUrl: 'javascript:alert(1)' })).toHaveLength(1);
  expect(refusals({ colour: 'red' })).toHaveLength(1);
});
