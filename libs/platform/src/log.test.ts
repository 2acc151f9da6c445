import { expect, test } from '@jest/globals';
import { errorFields } from './log.ts';

/** An error of the ORM as it is made: the query with its values, then what is wrong with it. */
function ormError(): Error {
  const error = new Error(
    '\nInvalid `tx.contact.create()` invocation in\n/app/x.ts:3:4\n\n  1 tx.contact.create({\n  data: {\n' +
      '    name: "Ana Núñez",\n    email: "ana@example.com",\n    phone: 34600111222\n  }\n})\n\n' +
      'Argument `name` is missing.',
  );
  error.name = 'PrismaClientValidationError';
  return error;
}
const jsonError = (text: string): Error => {
  try {
    JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
  throw new Error('this is JSON');
};

test.each([
  ['an ORM’s validation', ormError(), 'tx.contact.create()'],
  ['a parser', jsonError('{"name":"Ana Núñez" ana@example.com'), 'SyntaxError'],
  ['a parser of a short text', jsonError('Ana Núñez'), 'SyntaxError'],
  ['Postgres, of a value', new Error('invalid input syntax for type uuid: "Ana Núñez"'), 'for type uuid'],
  ['Postgres, of a key', new Error('duplicate key\nDetail: Key (name)=(Ana Núñez) already exists.'), 'Key (name)'],
  ['Postgres, of a row', new Error('Failing row contains (1, Ana Núñez, ana@example.com).'), 'Failing row'],
  ['a provider', new Error('cannot send to ana@example.com'), 'cannot send to'],
  ['a provider of SMS', new Error('cannot send to +34 600 111 222'), 'cannot send to'],
  ['a bank', new Error('no account ES91 2100 0418 4502 0005 1332'), 'no account'],
  ['no error at all', 'ana@example.com', ''],
])('what %s says is logged without anybody’s data', (_what, error, kept) => {
  const logged = JSON.stringify(errorFields(error));
  expect(logged).toContain(kept);
  expect(logged).not.toMatch(/Ana|ana@|example|34600|600 111|2100/);
});

test('the place of an error is logged, and its code', () => {
  const error = Object.assign(new Error('two\nlines'), { code: 'P2002' });
  const { stack, code } = errorFields(error);
  expect(code).toBe('P2002');
  expect(stack).toMatch(/^\s+at /);
  expect(stack).not.toContain('lines');
});
